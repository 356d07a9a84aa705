import { expect, it } from "vitest";
import { fc } from "../../../test/support/property.ts";
import { type DialectName, dialects } from "./index.ts";
import { readAnswer } from "./read-answer.ts";
import { RepeatedAnswer } from "./repeated-answer.ts";

const common = { id: "c", object: "text", model: "text", usage: null };
/** One event with this token, as each kind of server writes it. */
const eventOf: Partial<Record<DialectName, (token: string, at: number) => object>> = {
  "openai-completions": (text) => ({ ...common, choices: [{ index: 0, text, logprobs: null, finish_reason: null }] }),
  "openai-chat": (content, at) => ({
    ...common,
    choices: [{ delta: at === 0 ? { role: "assistant", content } : { content } }],
  }),
  ollama: (response, at) => ({ model: "text", created_at: `${at}`, response, done: false }),
};
const last = { ...common, choices: [{ text: "", finish_reason: "length" }] };
const failed = { ...common, choices: [{ text: "a", finish_reason: null }], error: { message: "no" } };
/** Also such as are written elsewhere in the event, or hold what JSON escapes. */
const tokens = fc.array(
  fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("text", "c", "", '"', "\\", "\0", "}")),
);

it("reads every event as if each were parsed as a whole", () => {
  for (const [name, event] of Object.entries(eventOf)) {
    const dialect = dialects[name as DialectName];
    fc.assert(
      fc.property(
        tokens,
        fc.constantFrom(JSON.stringify, (value: object) => JSON.stringify(value, null, 1)),
        (texts, write) => {
          const repeated = new RepeatedAnswer(dialect);
          for (const value of [...texts.map(event), last, failed, {}, ...texts.map(event)]) {
            const json = write(value);
            expect(repeated.read(json)).toEqual(readAnswer(dialect, json));
          }
          expect(repeated.read("{")).toBeUndefined();
        },
      ),
    );
  }
});

it("parses the token alone once an event's form is known", () => {
  const { read, ...others } = dialects["openai-completions"];
  let reads = 0;
  const counted = (value: unknown) => {
    reads++;
    return read(value);
  };
  const repeated = new RepeatedAnswer({ ...others, read: counted });
  for (const text of ["a", "b", "c", "d"]) {
    repeated.read(JSON.stringify({ ...common, choices: [{ text, finish_reason: null }] }));
  }
  // The first event, and the proof of its form.
  expect(reads).toBe(2);
});

it("what says more than a token is never taken for one", () => {
  const dialect = dialects["openai-completions"];
  const repeated = new RepeatedAnswer(dialect);
  const event = (text: string): string => `{"choices":[{"finish_reason":null,"text":${text}}]}`;
  repeated.read(event('"a"'));
  for (const json of ['"b","finish_reason":"stop"', "7", "null", '"b" ', '"b', '"b""c"'].map(event)) {
    expect(repeated.read(json)).toEqual(readAnswer(dialect, json));
  }
});
