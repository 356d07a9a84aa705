/** The answers of OpenAI's two routes, which most other servers speak too. */
import * as v from "valibot";
import type { AnswerPiece } from "./dialect.ts";

const text = v.optional(v.nullable(v.string()));
const answerSchema = v.object({
  choices: v.array(
    v.object({
      text,
      delta: v.optional(v.object({ content: text })),
      message: v.optional(v.object({ content: text })),
      finish_reason: text,
    }),
  ),
  usage: v.optional(v.nullable(v.object({ prompt_tokens: v.number(), completion_tokens: v.optional(v.number(), 0) }))),
});

/** "length" at OpenAI's own, "model_length" at Mistral's. */
const cutReasons: readonly string[] = ["length", "model_length"];

/** Nearly every event is one more token: read without the schema, it costs a third (`bench -- relay`). */
function tokenOf(value: unknown): string | undefined {
  const { choices, usage }: { choices?: unknown; usage?: unknown } = Object(value);
  if (usage || !Array.isArray(choices) || choices.length !== 1) return undefined;
  const { text, delta, finish_reason }: Record<string, unknown> = Object(choices[0]);
  if (finish_reason) return undefined;
  const token: unknown = text ?? Object(delta).content;
  return typeof token === "string" ? token : undefined;
}

export function readOpenAi(value: unknown): AnswerPiece | undefined {
  const token = tokenOf(value);
  if (token !== undefined) return { text: token, finish: undefined, usage: undefined };
  const parsed = v.safeParse(answerSchema, value);
  if (!parsed.success) return undefined;
  const { choices, usage } = parsed.output;
  // The last event carries the usage and no choice.
  const choice = choices[0];
  const reason = choice?.finish_reason;
  return {
    text: choice?.text ?? choice?.delta?.content ?? choice?.message?.content ?? "",
    finish: reason ? (cutReasons.includes(reason) ? "length" : "stop") : undefined,
    usage: usage ? { promptTokens: usage.prompt_tokens, completionTokens: usage.completion_tokens } : undefined,
  };
}

/** Asks for the usage at the end of the stream; servers that do not know it leave it aside. */
export const withUsage = { stream: true, stream_options: { include_usage: true } } as const;

/** TGI refuses a request with more; what the others would stop at is cut from the answer instead. */
export const maxStops = 4;
