/** The answers of OpenAI's two routes, which most other servers speak too. */
import * as v from "valibot";
import type { AnswerPiece, CallPiece } from "./dialect.ts";

const text = v.optional(v.nullable(v.string()));
const calls = v.optional(
  v.nullable(
    v.array(
      v.object({
        index: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
        function: v.optional(v.object({ name: text, arguments: text })),
      }),
    ),
  ),
);
const message = v.optional(v.object({ content: text, tool_calls: calls }));
const answerSchema = v.object({
  choices: v.array(
    v.object({
      text,
      delta: message,
      message,
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
  const { content, tool_calls }: Record<string, unknown> = Object(delta);
  if (tool_calls) return undefined;
  const token: unknown = text ?? content;
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
  const called = choice?.delta?.tool_calls ?? choice?.message?.tool_calls;
  return {
    text: choice?.text ?? choice?.delta?.content ?? choice?.message?.content ?? "",
    finish: reason ? (cutReasons.includes(reason) ? "length" : "stop") : undefined,
    usage: usage ? { promptTokens: usage.prompt_tokens, completionTokens: usage.completion_tokens } : undefined,
    ...(called?.length ? { calls: called.map(callPiece) } : {}),
  };
}

/** Some servers number no calls: each is whole then. */
function callPiece(
  call: { index?: number | undefined; function?: WrittenFunction | undefined },
  at: number,
): CallPiece {
  return { index: call.index ?? at, name: call.function?.name ?? "", arguments: call.function?.arguments ?? "" };
}

interface WrittenFunction {
  name?: string | null | undefined;
  arguments?: string | null | undefined;
}

/** Asks for the usage at the end of the stream; servers that do not know it leave it aside. */
export const withUsage = { stream: true, stream_options: { include_usage: true } } as const;

/** TGI refuses a request with more; what the others would stop at is cut from the answer instead. */
export const maxStops = 4;
