import { expect, it } from "vitest";
import { promptTexts } from "../../test/support/prompt-texts.ts";
import { systemClock } from "../hosts/platform.ts";
import { AnswerReader } from "./answer-reader.ts";
import { openAiConversation } from "./dialects/conversation.ts";
import { dialectNames, dialects } from "./dialects/index.ts";
import { createInference } from "./inference.ts";
import { inferenceLimits } from "./limits.ts";
import { readModelSettings } from "./model-settings.ts";
import type { TurnRequest } from "./question.ts";

const form = openAiConversation("/v1/chat/completions");
const bytes = (...events: object[]): Uint8Array =>
  new TextEncoder().encode(events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(""));
const delta = (fields: object, finish: string | null = null) => ({
  choices: [{ index: 0, delta: fields, finish_reason: finish }],
});
const called = (index: number, name: string | undefined, given: string) => ({
  index,
  ...(name === undefined ? {} : { id: `call-${index}`, type: "function" }),
  function: { ...(name === undefined ? {} : { name }), arguments: given },
});

function read(...events: object[]) {
  let text = "";
  const reader = new AnswerReader(form, inferenceLimits.conversation, "text/event-stream", (piece) => {
    text += piece;
  });
  return { end: reader.read(bytes(...events)) ?? reader.end(), text: () => text };
}

it("calls that come in pieces are put together, beside the text and in their order", () => {
  const { end, text } = read(
    delta({ role: "assistant", content: "I " }),
    delta({ content: "look." }),
    delta({ content: null, tool_calls: [called(1, "list", "{}")] }),
    delta({ tool_calls: [called(0, "read", '{"pa')] }),
    delta({ content: "", tool_calls: [called(0, undefined, 'th":"a')] }),
    delta({ content: "", tool_calls: [called(0, undefined, '.ts"}')] }),
    delta({}, "tool_calls"),
  );
  expect(text()).toBe("I look.");
  expect(end).toEqual({
    type: "done",
    reason: "stop",
    calls: [
      { name: "read", arguments: '{"path":"a.ts"}' },
      { name: "list", arguments: "{}" },
    ],
  });
});

it("events with equal calls are not taken for tokens", () => {
  const same = delta({ content: "", tool_calls: [called(0, undefined, "a")] });
  const { end } = read(delta({ content: "" }), same, same, same, delta({}, "tool_calls"));
  expect(end).toMatchObject({ calls: [{ name: "", arguments: "aaa" }] });
});

it("a call without end is cut off like any answer", () => {
  const piece = delta({ tool_calls: [called(0, "edit", "x".repeat(50_000))] });
  expect(read(piece, piece, piece).end).toMatchObject({ type: "done", reason: "length" });
});

it("an answer in one piece has calls too", () => {
  const reader = new AnswerReader(form, inferenceLimits.conversation, "application/json", () => undefined);
  const message = {
    content: null,
    tool_calls: [{ function: { name: "list", arguments: "{}" } }, { function: { name: "run", arguments: "{}" } }],
  };
  reader.read(new TextEncoder().encode(JSON.stringify({ choices: [{ message, finish_reason: "tool_calls" }] })));
  expect(reader.end()).toMatchObject({ calls: [{ name: "list" }, { name: "run" }] });
});

const turn = (native: boolean[]): TurnRequest => ({
  compose(_texts, _maxChars, takesTools) {
    native.push(takesTools);
    const calls = [{ id: "1.1", name: "list", arguments: "{}" }];
    return {
      messages: [
        { role: "assistant", content: "", calls },
        { role: "tool", call: "1.1", content: "a.ts" },
      ],
      tools: [{ name: "list", description: "lists", parameters: { type: "object" } }],
    };
  },
});

it.each(dialectNames)(
  "an endpoint of the kind %s is given tools where its owner says so and it takes them",
  async (dialect) => {
    for (const tools of [true, false]) {
      const bodies: string[] = [];
      const entry = [{ name: "m", endpoint: "http://model.test", dialect, tools }];
      const { endpoints } = readModelSettings({ GLASSHOUSE_MODELS: JSON.stringify(entry) });
      const gateway = createInference({
        clock: systemClock,
        endpoints,
        prompts: async () => promptTexts(),
        fetch: async (_url, init) => {
          if (init?.body) bodies.push(String(init.body));
          const choice = {
            message: { content: "", tool_calls: [called(0, "list", "{}")] },
            finish_reason: "tool_calls",
          };
          return Response.json({ choices: [choice], message: { content: "x" }, done: true });
        },
      });
      const native: boolean[] = [];
      const end = await gateway.converse(turn(native), new AbortController().signal, () => undefined);
      const takesTools = tools && dialects[dialect].chat.takesTools;
      expect(native.at(-1)).toBe(takesTools);
      if (!dialects[dialect].chat.takesTools) continue;
      expect(end).toMatchObject({ type: "done", calls: [{ name: "list", arguments: "{}" }] });
      expect(bodies.find((body) => body.includes('"messages"'))).toContain('"tool_call_id":"0000001x1"');
    }
  },
);
