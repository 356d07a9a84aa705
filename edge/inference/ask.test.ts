import * as v from "valibot";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AskInput } from "../../shared/agent/ask.ts";
import { askSchema } from "../../shared/agent/ask.ts";
import { promptTexts } from "../../test/support/prompt-texts.ts";
import { type ScriptedEndpoint, startScriptedEndpoint } from "../../test/support/scripted-endpoint.ts";
import { failOnUnhandledRejections } from "../../test/support/unhandled-rejections.ts";
import { systemClock } from "../hosts/platform.ts";
import { dialectNames } from "./dialects/index.ts";
import { createInference, type Gateway } from "./inference.ts";
import { inferenceLimits } from "./limits.ts";
import { readModelSettings } from "./model-settings.ts";
import type { AskRequest } from "./question.ts";

failOnUnhandledRejections();

const question: AskInput = {
  task: "explain",
  language: "en",
  subject: { path: "src/a.ts", text: "let a;", firstLine: 1 },
};

let endpoint: ScriptedEndpoint;
beforeEach(async () => {
  endpoint = await startScriptedEndpoint({ pieces: ["It ", "declares", " a."] });
});
afterEach(async () => {
  await endpoint.close();
});

function gateway(...entries: object[]): Gateway {
  const list = entries.map((entry, index) => ({
    id: `m${index}`,
    name: `model ${index}`,
    endpoint: endpoint.url,
    ...entry,
  }));
  const { endpoints, problems } = readModelSettings({ GLASSHOUSE_MODELS: JSON.stringify(list) });
  expect(problems).toEqual([]);
  const texts = promptTexts();
  return createInference({
    fetch: (url, init) => fetch(url, init),
    clock: systemClock,
    endpoints,
    prompts: async () => texts,
  });
}

async function ask(inference: Gateway, input: AskInput, more: Partial<AskRequest> = {}) {
  let text = "";
  const request = { ask: v.parse(askSchema, input), ...more };
  const end = await inference.ask(request, new AbortController().signal, (piece) => {
    text += piece;
  });
  return { text, end };
}

describe("a question in words", () => {
  it.each(dialectNames)("is asked of a server of the kind %s by way of its conversation", async (dialect) => {
    const { text, end } = await ask(gateway({ dialect }), question);
    expect(text).toBe("It declares a.");
    expect(end).toMatchObject({ type: "done", reason: "stop", model: "model 0", tokens: 16 });
    const asked = endpoint.requests.find(({ path }) => path.includes("chat"));
    expect(JSON.stringify(asked?.body["messages"])).toContain("let a;");
  });

  it("is answered without what a model thinks aloud before it", async () => {
    endpoint.script = { pieces: ["<thi", "nk>secret plan</th", "ink>\n\nIt declares", " a."] };
    expect((await ask(gateway({}), question)).text).toBe("It declares a.");
    endpoint.script = { pieces: ["<", "b>bold</b>"] };
    expect((await ask(gateway({}), question)).text).toBe("<b>bold</b>");
  });

  it("costs what the owner's prices say", async () => {
    const price = { promptPerMillion: 1_000_000, completionPerMillion: 2_000_000 };
    expect((await ask(gateway({ price }), question)).end).toMatchObject({ cost: 11 + 2 * 5 });
    expect((await ask(gateway({}), question)).end).not.toHaveProperty("cost");
  });

  it("goes to the tier of its task, and to larger ones after answers that were of no use", async () => {
    const inference = gateway({ tier: "large" }, { tier: "small" }, { tier: "medium" });
    const models = [];
    for (const escalation of [0, 1, 2]) {
      const { end } = await ask(inference, { ...question, task: "comment", escalation });
      models.push(end.type === "done" && end.model);
    }
    expect(models).toEqual(["model 1", "model 2", "model 0"]);
  });

  it("that the dial forbids is refused with the reason, and no model is asked", async () => {
    const dial = new Set(["explain"] as const);
    const { end } = await ask(gateway({}), { ...question, task: "optimise" }, { dial });
    expect(end).toEqual({
      type: "failed",
      failure: { code: "dial", message: 'The task "optimise" is turned off in this project for src/a.ts.' },
    });
    expect(endpoint.requests.filter(({ path }) => path.includes("chat"))).toEqual([]);
    expect((await ask(gateway({}), question, { dial })).end.type).toBe("done");
  });

  it("about a file that may hold secrets is refused", async () => {
    const { end } = await ask(gateway({}), { ...question, subject: { path: ".env", text: "A=1", firstLine: 1 } });
    expect(end).toMatchObject({ failure: { code: "forbidden" } });
  });

  it("that is longer than a model can read goes to one that can read it, or is refused", async () => {
    const long = { ...question, subject: { path: "a.ts", text: "let a;\n".repeat(10_000), firstLine: 1 } };
    const small = { contextTokens: 4_096, tier: "medium" };
    expect((await ask(gateway(small, { contextTokens: 131_072 }), long)).end).toMatchObject({ model: "model 1" });
    const { end } = await ask(gateway(small), long);
    expect(end).toMatchObject({ type: "failed", failure: { code: "context" } });
  });

  it("leaves a small model half of its window for the answer", async () => {
    const { end } = await ask(gateway({ contextTokens: 4_096 }), { ...question, task: "optimise" });
    expect(end).toMatchObject({ type: "done" });
    expect(endpoint.requests.at(-1)?.body["max_tokens"]).toBe(2_048);
  });

  it("may be answered at length, but not without end", async () => {
    const piece = "word ".repeat(1_000);
    endpoint.script = { pieces: Array.from({ length: 20 }, () => piece) };
    expect((await ask(gateway({}), question)).text).toHaveLength(100_000);
    endpoint.script = { pieces: [piece], fault: "endless" };
    const { text, end } = await ask(gateway({}), question);
    expect(end).toMatchObject({ reason: "length" });
    expect(text.length).toBeLessThan(inferenceLimits.conversation.maxTextChars + 10_000);
  });
});
