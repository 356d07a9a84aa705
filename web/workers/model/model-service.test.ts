import { expect, it } from "vitest";
import type { FromModelWorker, ModelQuestion } from "../../../shared/browser-model/messages.ts";
import { ggufOf } from "../../../test/support/gguf.ts";
import { modelLimits } from "./limits.ts";
import { type Model, ModelService, type Step } from "./model-service.ts";

const question: ModelQuestion = { prompt: "const a = ", stop: [], maxTokens: 8, temperature: 0 };
const tiny = new File([ggufOf({ name: "tiny" })], "tiny.gguf");

/** A service whose model answers with `steps`; `at` is called before each breath. */
function stage(
  steps: readonly Step[],
  options: { load?: Error; canRun?: boolean; at?: (breath: number) => void } = {},
) {
  const said: FromModelWorker[] = [];
  const done: string[] = [];
  let breath = 0;
  let ended = () => {};
  const model: Model = {
    async begin() {
      done.push("begin");
      return 7;
    },
    step: async (run) => steps[done.push(`step ${run}`) - 2] ?? { text: "", more: false },
    async cancel(run) {
      done.push(`cancel ${run}`);
    },
  };
  const service = new ModelService({
    post(message) {
      said.push(message);
      if (message.type !== "text") ended();
    },
    canRun: () => options.canRun ?? true,
    async load(_file, contextTokens) {
      if (options.load) throw options.load;
      return { model, contextTokens };
    },
    breathe: async () => options.at?.(breath++),
  });
  const until = (act: () => void) =>
    new Promise<void>((resolve) => {
      ended = resolve;
      act();
    });
  return { service, said, done, until };
}

async function loaded(...given: Parameters<typeof stage>) {
  const made = stage(...given);
  await made.until(() => made.service.receive({ type: "load", file: tiny }));
  made.said.length = 0;
  return made;
}

it("a file is loaded and told: its name, its context, the family of its tokens", async () => {
  const { service, said, until } = stage([]);
  await until(() => service.receive({ type: "load", file: tiny }));
  expect(said).toEqual([{ type: "loaded", facts: { name: "tiny", contextTokens: 512, family: "qwen" } }]);
});

it("the file's own name stands in for a model without one; without tokens for a gap it has no family", async () => {
  const { service, said, until } = stage([]);
  const file = new File([ggufOf({ name: "", fim: false })], "codellama-7b.gguf");
  await until(() => service.receive({ type: "load", file }));
  expect(said).toEqual([{ type: "loaded", facts: { name: "codellama-7b", contextTokens: 512 } }]);
});

it.each([
  ["no-browser", tiny, { canRun: false }],
  ["not-gguf", new File(["notes"], "notes.gguf"), {}],
  ["truncated", new File([ggufOf({}).subarray(0, -40_000)], "tiny.gguf"), {}],
  ["part", new File([ggufOf({ parts: 3 })], "tiny-00001-of-00003.gguf"), {}],
  ["not-loaded", tiny, { load: new Error("unknown model architecture: 'x'") }],
  ["no-memory", tiny, { load: new Error("unable to allocate CPU buffer\nfailed to load model") }],
  ["no-memory", tiny, { load: new Error("Cannot enlarge memory, requested 4294967296 bytes") }],
  ["truncated", tiny, { load: new Error("tensor 'a' data is not within the file bounds, model is corrupted") }],
])("a file that cannot be run is refused: %s", async (code, file, options: { load?: Error; canRun?: boolean }) => {
  const { service, said, until } = stage([], options);
  await until(() => service.receive({ type: "load", file }));
  expect(said).toEqual([{ type: "refused", code, detail: options.load?.message.split("\n")[0] ?? "" }]);
});

it("what llama.cpp complains of first is told, without the names of its functions", async () => {
  const load = new Error(
    "llama_model_load: error loading model: unknown model architecture: 'x'\nsrv load_model: failed",
  );
  const { service, said, until } = stage([], { load });
  await until(() => service.receive({ type: "load", file: tiny }));
  expect(said).toMatchObject([{ detail: "error loading model: unknown model architecture: 'x'" }]);
});

it("a file that is too large, or not there any more, is refused before it is read", async () => {
  const large = new File([ggufOf({})], "large.gguf");
  Object.defineProperty(large, "size", { value: modelLimits.maxFileBytes + 1 });
  const gone = new File([ggufOf({})], "gone.gguf");
  gone.slice = () => {
    throw new Error("The file was removed.");
  };
  for (const [file, code] of [
    [large, "too-large"],
    [gone, "gone"],
  ] as const) {
    const { service, said, until } = stage([]);
    await until(() => service.receive({ type: "load", file }));
    expect(said).toMatchObject([{ type: "refused", code }]);
  }
});

it("an answer is said token by token and counted; steps that only read the prompt say nothing", async () => {
  const { service, said, until } = await loaded([
    { text: "", more: true },
    { text: "lo", more: true },
    { text: "ad", more: true },
    { text: "", more: false },
  ]);
  await until(() => service.receive({ type: "complete", id: 1, question }));
  expect(said).toEqual([
    { type: "text", id: 1, text: "lo" },
    { type: "text", id: 1, text: "ad" },
    { type: "done", id: 1, tokens: 2 },
  ]);
});

it("what is called off ends before the next token, and what comes after it is answered", async () => {
  const endless = Array.from({ length: 20 }, () => ({ text: "x", more: true }));
  const made = await loaded(endless, {
    at: (breath) => breath === 2 && made.service.receive({ type: "cancel", id: 1 }),
  });
  await made.until(() => made.service.receive({ type: "complete", id: 1, question }));
  expect(made.said.at(-1)).toEqual({ type: "done", id: 1, tokens: 2 });
  expect(made.done).toEqual(["begin", "step 7", "step 7", "cancel 7"]);
  await made.until(() => {
    made.service.receive({ type: "cancel", id: 1 });
    made.service.receive({ type: "complete", id: 2, question: { ...question, maxTokens: 1 } });
    made.service.receive({ type: "cancel", id: 2 });
  });
  expect(made.said.at(-1)).toEqual({ type: "done", id: 2, tokens: 0 });
  expect(made.done).toHaveLength(4);
});

it("a prompt that does not fit and a model that fails are told, and the next question is answered", async () => {
  const { service, said, until } = await loaded([
    { failure: { tooLong: true, message: "600 tokens" } },
    { text: "x", more: false },
  ]);
  await until(() => service.receive({ type: "complete", id: 1, question }));
  expect(said).toEqual([{ type: "failed", id: 1, code: "prompt-too-long", detail: "600 tokens" }]);
});

it("a question without a model is answered with nothing", async () => {
  const { service, said, until } = stage([]);
  await until(() => service.receive({ type: "complete", id: 1, question }));
  expect(said).toEqual([{ type: "done", id: 1, tokens: 0 }]);
});
