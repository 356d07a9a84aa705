/** llama.cpp in this Worker: one file, one context, asked a step at a time. */
import { decode, encode, type LlamaModule, run, threadScriptUrl, wasmUrl } from "virtual:llama-runtime";
import * as v from "valibot";
import type { ModelQuestion } from "../../../shared/browser-model/messages.ts";
import { modelLimits } from "./limits.ts";
import type { Loaded, Model, Step } from "./model-service.ts";

const loadedSchema = v.object({ success: v.literal(true), n_ctx: v.number() });
const begunSchema = v.object({ success: v.literal(true), req_id: v.number() });
const stepSchema = v.object({ has_more: v.boolean(), is_error: v.boolean(), data_json: v.string() });
const chunkSchema = v.object({ choices: v.array(v.object({ text: v.string() })) });
const errorSchema = v.object({ type: v.optional(v.string(), ""), message: v.string() });

const fileName = "model.gguf";
const folder = "/models";

/** Whether this browser has what the program is built upon: 64-bit memory that threads share, and calls that wait for a promise. */
export function canRunLlama(): boolean {
  try {
    // The DOM's types do not know the fields of 64-bit memory yet.
    Reflect.construct(WebAssembly.Memory, [{ initial: 1n, maximum: 1n, shared: true, address: "i64" }]);
    return "Suspending" in WebAssembly;
  } catch {
    // Too old, or not isolated from other sites.
    return false;
  }
}

/** Loads `file`; throws what the program says when it cannot. */
export async function loadModel(file: File, contextTokens: number): Promise<Loaded> {
  const program = await start(file);
  const threads = threadCount();
  const answer = await program.act("load", {
    _name: "load_req",
    model_paths: [`${folder}/${fileName}`],
    n_ctx_auto: false,
    use_mmap: false,
    use_mlock: false,
    n_gpu_layers: 0,
    n_ctx: contextTokens,
    n_threads: threads,
    n_batch: modelLimits.batchTokens,
    n_ubatch: modelLimits.batchTokens,
    n_parallel: 1,
    kv_unified: true,
    warmup: false,
    // Errors alone: each line would be a message.
    log_level: 4,
  });
  const loaded = v.safeParse(loadedSchema, answer);
  if (!loaded.success) throw new Error(program.takeErrors());
  return { contextTokens: loaded.output.n_ctx, model: modelOf(program) };
}

function modelOf(program: Program): Model {
  return {
    async begin({ prompt, stop, maxTokens, temperature }: ModelQuestion) {
      const body = { prompt, stop, n_predict: maxTokens, temperature, stream: true, cache_prompt: true };
      const data_json = JSON.stringify(body);
      const files: Uint8Array[] = [];
      const message = { _name: "cmpl_req", is_chat: false, is_asr: false, data_json, files };
      const begun = v.safeParse(begunSchema, await program.act("completion", message));
      if (!begun.success) throw new Error(program.takeErrors());
      return begun.output.req_id;
    },
    async step(run) {
      const answer = v.parse(stepSchema, await program.act("get_result", { _name: "gres_req", req_id: run }));
      return stepOf(answer);
    },
    async cancel(run) {
      await program.act("cancel", { _name: "cncl_req", req_id: run });
    },
  };
}

function stepOf({ has_more, is_error, data_json }: v.InferOutput<typeof stepSchema>): Step {
  if (data_json === "") return { text: "", more: has_more };
  const value: unknown = JSON.parse(data_json);
  if (is_error) {
    const error = v.safeParse(errorSchema, value);
    const { type, message } = error.success ? error.output : { type: "", message: data_json };
    return { failure: { tooLong: type === "exceed_context_size_error", message } };
  }
  const chunk = v.safeParse(chunkSchema, value);
  return { text: chunk.success ? (chunk.output.choices[0]?.text ?? "") : "", more: has_more };
}

interface Program {
  act(action: string, message: { _name: string } & Record<string, unknown>): Promise<unknown>;
  /** What it has complained of since it was asked last. */
  takeErrors(): string;
}

/** Starts the program with `file` in its file system, from where it is read piece by piece. */
async function start(file: File): Promise<Program> {
  // Without it the program would ask for a graphics processor that it is not to use.
  Object.defineProperty(navigator, "gpu", { value: { requestAdapter: async () => null } });
  let errors: string[] = [];
  let died = (_reason: Error): void => undefined;
  const death = new Promise<never>((_, reject) => {
    died = reject;
  });
  death.catch(() => undefined);
  const listen = (line: string) => {
    const error = /@@ERROR@@(.*)/.exec(line)?.[1]?.trim();
    if (error) errors.push(error);
  };
  const module: LlamaModule = {
    noInitialRun: true,
    print: listen,
    printErr: listen,
    locateFile: () => wasmUrl,
    mainScriptUrlOrBlob: threadScriptUrl,
    pthreadPoolSize: threadCount() > 1 ? threadCount() : 0,
    preRun() {
      if (module.ENV) module.ENV["USE_ASYNC_FILE"] = "1";
    },
    onRuntimeInitialized: () => undefined,
    onAbort: (reason) => died(new Error([...errors, String(reason)].join("\n"))),
  };
  const read = async (_path: string, offset: number, length: number, address: number) => {
    const bytes = new Uint8Array(await file.slice(offset, offset + length).arrayBuffer());
    new Uint8Array(memoryOf(module).buffer).set(bytes, address);
    return BigInt(bytes.length);
  };
  const ready = new Promise<void>((resolve) => {
    module.onRuntimeInitialized = resolve;
  });
  run(module, read);
  await Promise.race([ready, death]);
  return programOf(module, file, death, () => {
    const said = errors.join("\n");
    errors = [];
    return said;
  });
}

async function programOf(
  module: LlamaModule,
  file: File,
  death: Promise<never>,
  takeErrors: () => string,
): Promise<Program> {
  const { FS, MEMFS, cwrap } = module;
  if (!FS || !cwrap) throw new Error("llama.cpp did not start.");
  FS.mkdir(folder);
  FS.mount(MEMFS, { root: "." }, folder);
  // Its bytes stay outside: what counts here is its length.
  FS.createDataFile(folder, fileName, new ArrayBuffer(0), true, true, true);
  FS.lookupPath(`${folder}/${fileName}`).node.usedBytes = file.size;
  const malloc = cwrap("wllama_malloc", "bigint", ["number", "bigint"]);
  const action = cwrap("wllama_action", "bigint", ["string", "bigint"], { async: true });
  await cwrap("wllama_start", "string", [], { async: true })();
  const bytesAt = (address: number, length: number) => new Uint8Array(memoryOf(module).buffer, address, length);
  const act: Program["act"] = async (name, message) => {
    const request = encode(message);
    const input = Number(await malloc(BigInt(request.byteLength), 0));
    bytesAt(input, request.byteLength).set(request);
    const output = Number(await Promise.race([action(name, BigInt(input)), death]));
    if (output === 0) throw new Error(takeErrors());
    // The answer's length is written over the request's first bytes.
    const length = new DataView(bytesAt(input, 4).slice().buffer).getUint32(0, true);
    return decode(bytesAt(output, length).slice());
  };
  return { act, takeErrors };
}

function memoryOf({ wasmMemory }: LlamaModule): WebAssembly.Memory {
  if (!wasmMemory) throw new Error("llama.cpp has no memory yet.");
  return wasmMemory;
}

/** Half of the processor's: the page needs the others, and threads that wait for a busy one do not sleep. */
function threadCount(): number {
  return Math.max(1, Math.min(modelLimits.maxThreads, Math.floor(navigator.hardwareConcurrency / 2)));
}
