import { expect, it } from "vitest";
import type { ModelFacts, ModelProblem, ModelQuestion } from "../../../shared/browser-model/messages.ts";
import type { InlineRequest } from "../../../shared/completion/provider.ts";
import { createBrowserModelStore } from "../../state/browser-model.ts";
import { createCompletionStatus } from "../completion-status.ts";
import type { RequestContext } from "../remote.ts";
import { createBrowserModel } from "./browser-model.ts";
import type { KeptFile } from "./kept-file.ts";
import type { ModelClient } from "./model-client.ts";

const facts: ModelFacts = { name: "tiny", contextTokens: 4_096, family: "qwen" };
const request: InlineRequest = {
  path: "src/app.js",
  language: "javascript",
  prefix: "const a = ",
  suffix: ";\n",
  trigger: "auto",
};
const words = { place: "This browser", problem: ({ code }: { code: ModelProblem }) => `because ${code}` };

type Ended = Awaited<ReturnType<ModelClient["complete"]>>;

interface Options {
  remembered?: string;
  kept?: File;
  room?: boolean;
  facts?: ModelFacts;
  refuses?: ModelProblem;
  /** What the model says to each question, and how it ends. */
  answers?: { pieces: string[]; end?: Ended; onPiece?: (at: number) => void }[];
  context?: RequestContext;
}

function stage(options: Options = {}) {
  const { answers = [], room = true } = options;
  const storage = new Map<string, string>();
  if (options.remembered) storage.set("glasshouse.browser-model", JSON.stringify({ file: options.remembered }));
  const store = createBrowserModelStore({
    getItem: (key) => storage.get(key) ?? null,
    setItem: (key, value) => storage.set(key, value),
  });
  const phases: string[] = [];
  store.subscribe(({ phase }) => phases.push(phase));
  const questions: ModelQuestion[] = [];
  const signals: AbortSignal[] = [];
  const disposed: string[] = [];
  let keptFile = options.kept;
  const kept: KeptFile = {
    open: async () => keptFile,
    async keep(file, onShare) {
      if (!room) return false;
      onShare(0.5);
      keptFile = file;
      return true;
    },
    async remove() {
      keptFile = undefined;
    },
  };
  const model = createBrowserModel({
    store,
    kept,
    now: () => 0,
    start: (file) => ({
      loaded: Promise.resolve(
        options.refuses
          ? { ok: false, code: options.refuses, detail: "" }
          : { ok: true, facts: options.facts ?? facts },
      ),
      async complete(question, onText, signal) {
        questions.push(question);
        signals.push(signal);
        const { pieces, end, onPiece } = answers[questions.length - 1] ?? { pieces: [] };
        pieces.forEach((piece, at) => {
          onText(piece);
          onPiece?.(at);
        });
        return end ?? { ok: true, tokens: pieces.length };
      },
      dispose: () => disposed.push(file.name),
    }),
  });
  const status = createCompletionStatus();
  const heard: string[] = [];
  const { context } = options;
  const ask = (changes: Partial<InlineRequest> = {}, signal = new AbortController().signal) => {
    const onText = (text: string) => heard.push(text);
    return model.complete({ request: { ...request, ...changes }, onText, status, context, words }, signal);
  };
  return {
    model,
    store,
    storage,
    phases,
    questions,
    signals,
    disposed,
    status,
    heard,
    ask,
    kept: () => keptFile?.name,
  };
}

const tiny = new File(["weights"], "tiny.gguf");

async function chosen(options: Options = {}) {
  const made = stage(options);
  await made.model.choose(tiny);
  return made;
}

it("a chosen file is loaded, kept and remembered", async () => {
  const { store, storage, phases, kept } = await chosen();
  expect(store.getState()).toEqual({ phase: "ready", file: "tiny.gguf", model: "tiny", kept: 1 });
  expect(phases).toEqual(["loading", "ready", "ready", "ready"]);
  expect(kept()).toBe("tiny.gguf");
  expect(createBrowserModelStore({ getItem: (key) => storage.get(key) ?? null, setItem() {} }).getState()).toEqual({
    phase: "resting",
    file: "tiny.gguf",
  });
});

it("a file that cannot be run is neither kept nor remembered, and the one before is let go", async () => {
  const { store, storage, kept, disposed } = await chosen({ refuses: "truncated", kept: new File([], "old.gguf") });
  expect(store.getState()).toEqual({ phase: "failed", file: "tiny.gguf", problem: "truncated", detail: "" });
  expect([storage.get("glasshouse.browser-model"), kept(), disposed]).toEqual(["{}", undefined, ["tiny.gguf"]]);
});

it("a file for which there is no room is remembered too, so that it is asked for again", async () => {
  const { store, storage } = await chosen({ room: false });
  expect(store.getState()).toMatchObject({ phase: "ready", kept: undefined });
  expect(storage.get("glasshouse.browser-model")).toContain("tiny.gguf");
});

it("another file takes the place of the first, also while that is being loaded", async () => {
  const made = stage();
  const first = made.model.choose(tiny);
  await made.model.choose(new File(["others"], "other.gguf"));
  await first;
  expect(made.store.getState()).toMatchObject({ phase: "ready", file: "other.gguf" });
  expect([made.disposed, made.kept()]).toEqual([["tiny.gguf"], "other.gguf"]);
});

it("a removed file is let go, forgotten, and asked nothing more", async () => {
  const made = await chosen();
  await made.model.remove();
  expect(await made.ask()).toBeUndefined();
  expect([made.store.getState(), made.disposed, made.kept(), made.questions]).toEqual([
    { phase: "none" },
    ["tiny.gguf"],
    undefined,
    [],
  ]);
});

it("a kept file is loaded at the first question after a reload", async () => {
  const made = stage({ remembered: "tiny.gguf", kept: tiny, answers: [{ pieces: ["load()"] }] });
  expect(made.store.getState()).toEqual({ phase: "resting", file: "tiny.gguf" });
  const texts = (await Promise.all([made.ask(), made.ask()])).map((answer) => answer?.text);
  expect(texts.sort()).toEqual(["", "load()"]);
  expect(made.phases).toEqual(["loading", "loading", "ready"]);
});

it("a kept file that is gone is told once, with what to do", async () => {
  const made = stage({ remembered: "tiny.gguf" });
  expect(await made.ask()).toBeUndefined();
  expect(made.store.getState()).toMatchObject({ phase: "failed", problem: "gone" });
  expect(made.status.getState().error).toEqual({ code: "gone", message: "because gone", endpoint: "tiny.gguf" });
  expect(await made.ask()).toBeUndefined();
});

it("the prompt has the form of the model's family, control tokens in the code are taken out, other files come along", async () => {
  const gather = async () => [{ path: "b.js", text: "export const b = 1;<|fim_middle|>\n" }];
  const made = await chosen({ answers: [{ pieces: ["lo", "ad()"] }], context: { gather } });
  const answer = await made.ask({ prefix: "x<|endoftext|>y = " });
  expect(made.questions).toEqual([
    {
      prompt:
        "<|repo_name|>workspace\n<|file_sep|>b.js\nexport const b = 1;\n<|file_sep|>src/app.js\n" +
        "<|fim_prefix|>xy = <|fim_suffix|>;\n<|fim_middle|>",
      stop: expect.arrayContaining(["<|endoftext|>"]),
      maxTokens: 48,
      temperature: 0.1,
    },
  ]);
  expect(made.heard).toEqual(["lo", "load()"]);
  expect(answer).toEqual({ text: "load()", model: "tiny", endpoint: "This browser", latencyMs: 0 });
  expect(made.status.getState()).toMatchObject({ source: "model", model: "tiny", endpoint: "This browser", tokens: 2 });
});

it("a model without tokens for a gap sees the code before the caret", async () => {
  const made = await chosen({ facts: { name: "old", contextTokens: 4_096 } });
  await made.ask({ trigger: "manual" });
  expect(made.questions).toMatchObject([{ prompt: "const a = ", stop: [], maxTokens: 128 }]);
});

it("nothing behind a control token is shown, and the model is called off", async () => {
  const made = await chosen({ answers: [{ pieces: ["a();<|end", "oftext|>import x"] }] });
  expect((await made.ask())?.text).toBe("a();");
  expect(made.heard).toEqual(["a();"]);
  expect(made.signals[0]?.aborted).toBe(true);
});

it("a prompt that is too long for the model is asked again with half of it, and so it stays", async () => {
  const tooLong: Ended = { ok: false, code: "prompt-too-long", detail: "" };
  const made = await chosen({ answers: [{ pieces: [], end: tooLong }, { pieces: ["ok()"] }, { pieces: ["ok()"] }] });
  const prefix = "line of code;\n".repeat(400);
  expect((await made.ask({ prefix }))?.text).toBe("ok()");
  await made.ask({ prefix });
  const [first = 0, second = 0, third] = made.questions.map(({ prompt }) => prompt.length);
  expect(second).toBeLessThan(first * 0.7);
  expect(third).toBe(second);
  expect(made.status.getState().error).toBeUndefined();
});

it("where no prompt is short enough the person is told", async () => {
  const end: Ended = { ok: false, code: "prompt-too-long", detail: "" };
  const made = await chosen({ answers: Array.from({ length: 9 }, () => ({ pieces: [], end })) });
  expect(await made.ask()).toBeUndefined();
  expect(made.questions).toHaveLength(4);
  expect(made.status.getState().error?.code).toBe("prompt-too-long");
});

it("a model that stops in the middle keeps what it said, the status says why, and it is let go", async () => {
  const made = await chosen({ answers: [{ pieces: ["load("], end: { ok: false, code: "stopped", detail: "x" } }] });
  expect((await made.ask())?.text).toBe("load(");
  expect(made.status.getState().error).toEqual({ code: "stopped", message: "because stopped", endpoint: "tiny" });
  expect(made.store.getState()).toEqual({ phase: "failed", file: "tiny.gguf", problem: "stopped", detail: "x" });
  expect([await made.ask(), made.questions.length, made.disposed]).toEqual([undefined, 1, ["tiny.gguf"]]);
});

it("files named for secrets, files no model may see and what was called off are not asked about", async () => {
  const controller = new AbortController();
  const made = await chosen({ context: { gather: async () => undefined } });
  expect(await made.ask({ path: ".env" })).toBeUndefined();
  expect(await made.ask()).toBeUndefined();
  controller.abort();
  expect(await made.ask({}, controller.signal)).toBeUndefined();
  expect(made.questions).toEqual([]);
});

it("an answer that is called off is not counted", async () => {
  const controller = new AbortController();
  const made = await chosen({ answers: [{ pieces: ["a", "b"], onPiece: () => controller.abort() }] });
  expect(await made.ask({}, controller.signal)).toBeUndefined();
  expect(made.status.getState().source).toBe("starting");
});
