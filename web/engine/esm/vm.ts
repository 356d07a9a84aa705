/** The parts of `vm` that most programs never ask for; a script of their own (../build/chunks.ts). */
import type { EngineRuntime } from "../boot/bootstrap.ts";
import { garbageCollector } from "../boot/collect-garbage.ts";
import { cachedDataFor, fitsSource } from "./cached-data.ts";
import { compileScript, type ScriptPlace } from "./compile-script.ts";
import { type CodeGeneration, createVmContexts, plainScript } from "./vm-context.ts";

export interface Vm {
  makeContext(sandbox: object | undefined, allowed: CodeGeneration): object;
  /** Text that declares nothing of its own. */
  evaluateInContext(text: string, context: object): unknown;
  /** A script to run any number of times, in this realm or with a vm context's names in scope. */
  compileScript(source: string, place: ScriptPlace, referrer: object): (context: object | null) => unknown;
  exposeGc(exposed: boolean): void;
  cachedDataFor(source: string): Uint8Array;
  fitsSource(data: ArrayBufferView, source: string): boolean;
}

export function createBinding(runtime: EngineRuntime): Vm {
  const contexts = createVmContexts(runtime);
  const gc = garbageCollector(runtime.host);
  if (runtime.options["--expose-gc"]) contexts.exposeGc(gc);
  return {
    makeContext: contexts.make,
    evaluateInContext: (text, context) => contexts.evaluate(plainScript(text), context),
    compileScript: (source, place, referrer) => compileScript(runtime, contexts, source, place, referrer),
    exposeGc: (exposed) => contexts.exposeGc(exposed ? gc : undefined),
    cachedDataFor: (source) => cachedDataFor(runtime, source),
    fitsSource: (data, source) => fitsSource(runtime, data, source),
  };
}
