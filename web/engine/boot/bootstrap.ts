/** Brings up Node's library: primordials, realm, the process object, the web globals. Takes about 12 ms; no process yet. */
import { createHostObjects, type HostObjects } from "../bindings/host-objects.ts";
import { bindingFactories } from "../bindings/index.ts";
import type { MessagePorts } from "../bindings/message-port.ts";
import { createMilestones, type Milestones } from "../bindings/performance.ts";
import { completeBinding } from "../bindings/unsupported.ts";
import type { DynamicImport } from "../esm/dynamic-import.ts";
import type { CompileCache } from "../esm/kept-code.ts";
import type { Vm } from "../esm/vm.ts";
import { createAsyncIds } from "../loop/async-ids.ts";
import { type Continuations, createContinuations } from "../loop/continuations.ts";
import { createLoop, exitSignal } from "../loop/loop.ts";
import { type BundleInput, type Compiled, fromPicture } from "./bundle-input.ts";
import { chunkBinding } from "./chunk.ts";
import { createEnvironment, type Environment } from "./environment.ts";
import { exitCodeOf, handleFatal, writeText } from "./fatal.ts";
import type { Host } from "./host.ts";
import { createPrivateSymbols, type Inspection } from "./inspection.ts";
import { installOutsideFetch } from "./outside-fetch.ts";
import type { Binding, ProcessObject, Runtime } from "./runtime.ts";
import { createStackTraces, type StackTraces } from "./stack-traces.ts";
import { createSystemPort } from "./system.ts";
import { createUvErrors } from "./uv-errors.ts";

/** The parts that only bindings of this room need beside the common runtime. */
export interface EngineRuntime extends Runtime {
  inspection: Inspection;
  stacks: StackTraces;
  continuations: Continuations;
  environment: Environment;
  hostObjects: HostObjects;
  milestones: Milestones;
  /** Set by the messaging binding, which every process loads at once. */
  ports?: MessagePorts;
  /** Node's way to tell a port's listeners of a message. */
  emitMessage(this: object, data: unknown, ports: unknown, type: string): void;
  /** A thread's end of the channel to its parent. */
  parentPort: object | undefined;
  setInternalLoaders(internalBinding: Runtime["internalBinding"], requireBuiltin: Runtime["requireBuiltin"]): void;
  createDomException(): unknown;
  /** This script's address: another build of the engine has another. */
  scriptUrl: string;
  compileCache?: CompileCache | undefined;
  /** Node's way from a place in text that has a source map to the source there, with a caret; set with source maps. */
  mappedErrorSource?: ((file: string, line: number, column: number) => string | undefined) | undefined;
  /** What runs vm scripts and contexts; loaded when first asked for. */
  vm(): Vm;
  /** Node's loader for `import()`; set by the module_wrap binding. */
  dynamicImport?: DynamicImport;
  /** Told by the platform one task late; set by the task_queue binding. */
  rejection?(event: PromiseRejectionEvent, handled: boolean): void;
}

/** Node's exit code for a main module that waits for ever. */
const unsettledCode = 13;

export function bootstrap(host: Host, input: BundleInput, inspection: Inspection, ownUrl: string): EngineRuntime {
  const runtime = createRuntime(host, input, inspection, ownUrl);
  const primordials: Record<string, unknown> = {};
  const perContext = (id: string): Record<string, unknown> => {
    const exports: Record<string, unknown> = {};
    runtime.compileBuiltin(id)(exports, primordials, runtime.privateSymbols, runtime.symbols);
    return exports;
  };
  perContext("internal/per_context/primordials");
  // Node's library keeps the native `then`; programs get the one that carries the context frame.
  runtime.continuations.installThen();
  let domException: unknown;
  runtime.createDomException = () => {
    domException ??= perContext("internal/per_context/domexception")["DOMException"];
    return domException;
  };
  runtime.emitMessage = perContext("internal/per_context/messageport")["emitMessage"] as EngineRuntime["emitMessage"];
  runtime.compileBuiltin("internal/bootstrap/realm")(
    runtime.process,
    () => {
      throw new Error("Linked bindings do not exist in this engine");
    },
    runtime.internalBinding,
    primordials,
  );
  const run = (id: string) =>
    runtime.compileBuiltin(id)(runtime.process, runtime.requireBuiltin, runtime.internalBinding, primordials);
  runtime.runMain = run;
  run("internal/bootstrap/node");
  run("internal/bootstrap/web/exposed-wildcard");
  run("internal/bootstrap/web/exposed-window-or-worker");
  run("internal/bootstrap/switches/is_main_thread");
  run("internal/bootstrap/switches/does_own_process_state");
  runtime.stacks.install();
  installOutsideFetch(runtime, ownUrl);
  return runtime;
}

/** The parts of a process before any of Node's library has run. */
export function createRuntime(host: Host, input: BundleInput, inspection: Inspection, ownUrl: string): EngineRuntime {
  const { dump } = input;
  const data = (binding: string): Binding => {
    const result: Binding = {};
    for (const [key, picture] of Object.entries(dump.bindings[binding]?.data ?? {})) result[key] = fromPicture(picture);
    return result;
  };
  const symbols = data("symbols") as Record<string, symbol>;
  const privateSymbols = createPrivateSymbols(data("util")["privateSymbols"] as Record<string, symbol>);
  const asyncIds = createAsyncIds(data("async_wrap"), symbols);
  const process = createProcess(dump.versions, dump.release);
  const environment = createEnvironment(() => warnOfOddValue(running));
  process.env = environment.variables;
  process[privateSymbols["exit_info_private_symbol"] ?? ""] = new Int32Array(3);
  let running: EngineRuntime;
  let vm: Vm | undefined;
  const continuations = createContinuations(asyncIds, inspection);
  const loop = createLoop(host, asyncIds, {
    process,
    onTask: continuations.beginTask,
    onError: ({ error, place }) => handleFatal(running, error, false, place && running.stacks.locate(place)),
    onIdle: () => finish(running),
  });
  const packs = new Map(
    Object.entries(input.packs).flatMap(([name, lines]) => lines.map(([, id]) => [id, name] as const)),
  );
  const bindings = new Map<string, Binding>();
  running = {
    host,
    dump,
    system: createSystemPort(host.post),
    loop,
    asyncIds,
    continuations,
    uv: createUvErrors(dump),
    symbols,
    privateSymbols,
    process,
    environment,
    inspection,
    scriptUrl: input.url,
    stacks: createStackTraces(scriptLines(input, ownUrl)),
    start: null,
    options: fromPicture(dump.options) as Record<string, unknown>,
    execArgv: [],
    optionWords: [],
    hostObjects: createHostObjects(),
    milestones: createMilestones(host),
    emitMessage: () => undefined,
    parentPort: undefined,
    scriptArgs: [],
    data,
    builtinIds: input.ids,
    builtinText: (id) => (id === "config" ? JSON.stringify(dump.config) : builtinText(host, id)),
    compileBuiltin(id) {
      if (id === "async_hooks") continuations.wanted = true;
      return compileBuiltin(host, input, packs, id);
    },
    requireBuiltin: () => {
      throw new Error("Node's loader is not up yet");
    },
    runMain: () => undefined,
    createDomException: () => undefined,
    vm() {
      vm ??= chunkBinding("vm")(running) as unknown as Vm;
      return vm;
    },
    internalBinding(name) {
      const known = bindings.get(name);
      if (known) return known;
      const factory = bindingFactories[name];
      const binding = completeBinding(name, factory ? factory(running) : data(name), dump.bindings[name]);
      bindings.set(name, binding);
      return binding;
    },
    setInternalLoaders(internalBinding, requireBuiltin) {
      running.internalBinding = internalBinding;
      running.requireBuiltin = requireBuiltin;
    },
    exit(code) {
      loop.stop();
      running.compileCache?.persist();
      running.system.post({ type: "exit", code: running.start?.thread ? code | 0 : code & 0xff });
      // The kernel ends this Worker; until then nothing more of the program may run.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
      throw exitSignal;
    },
  };
  return running;
}

/** Which lines of which script are which built-in module. */
function scriptLines(input: BundleInput, ownUrl: string): (script: string) => [number, string][] | undefined {
  const folder = ownUrl.replace(/[^/]*$/, "n/");
  return (script) => {
    if (script === input.url) return input.lines;
    if (!script.startsWith(folder)) return undefined;
    const name = script.slice(folder.length).replace(/\.js$/, "");
    // Native code in Node: its frames are left out, as those of this script's own code are.
    if (name.startsWith("chunk/")) return [[1, ""]];
    return name.startsWith("packs/") ? input.packs[name.slice("packs/".length)] : [[1, name]];
  };
}

/** The module's own text, out of the call that build/bundle.ts wraps it in. */
function builtinText(host: Host, id: string): string {
  const wrapped = host.readText(`n/${id}.js`);
  return wrapped.slice(wrapped.indexOf("){") + 2, wrapped.lastIndexOf("\n}));"));
}

function compileBuiltin(host: Host, input: BundleInput, packs: Map<string, string>, id: string): Compiled {
  const ready = input.compiled[id];
  if (ready) return ready;
  const pack = packs.get(id);
  const holder = globalThis as typeof globalThis & { __glasshouseAdd?: (id: string, made: Compiled) => void };
  holder.__glasshouseAdd = (name, made) => {
    input.compiled[name] ??= made;
  };
  try {
    host.importScript(pack === undefined ? `n/${id}.js` : `n/packs/${pack}.js`);
  } finally {
    delete holder.__glasshouseAdd;
  }
  const made = input.compiled[id];
  if (!made) throw new Error(`Built-in module ${id} is not where the engine was built to have it`);
  return made;
}

function createProcess(versions: Record<string, string>, release: Record<string, unknown>): ProcessObject {
  const holder = { process: function process() {} };
  const prototype = Object.create(Object.prototype, {
    constructor: { value: holder.process, writable: true, configurable: true, enumerable: false },
  });
  holder.process.prototype = prototype;
  const made = Object.create(prototype);
  const constant = (name: string, value: unknown) =>
    Object.defineProperty(made, name, { value, enumerable: true, configurable: false, writable: false });
  constant("version", `v${versions["node"]}`);
  constant("versions", Object.freeze({ ...versions }));
  constant("arch", "x64");
  constant("platform", "linux");
  Object.defineProperty(made, "release", { value: release, enumerable: true, configurable: true, writable: false });
  return made;
}

/** `process.env.X = undefined` is "undefined": with --pending-deprecation the first one is told. */
function warnOfOddValue({ options, process }: EngineRuntime): boolean {
  if (!options["--pending-deprecation"]) return false;
  const why =
    "Assigning any value other than a string, number, or boolean to a process.env property is deprecated. Please make sure to convert " +
    "the value to a string before setting process.env with it.";
  if (typeof process["emitWarning"] === "function") process["emitWarning"](why, "DeprecationWarning", "DEP0104");
  return true;
}

/** The loop ran dry: `exit` listeners, then the code. */
function finish(runtime: EngineRuntime): void {
  runtime.milestones.mark("LOOP_EXIT");
  runtime.loop.guard(() => {
    const process = runtime.process;
    if (!process._exiting) {
      process._exiting = true;
      const unsettled = runtime.unsettledMain?.();
      if (unsettled && process.exitCode === undefined) {
        writeText(runtime, 2, `Warning: Detected unsettled top-level await at ${unsettled}\n\n\n\n`);
        process.exitCode = unsettledCode;
      }
      process.emit("exit", process.exitCode ?? 0);
    }
  });
  runtime.exit(exitCodeOf(runtime) ?? 0);
}
