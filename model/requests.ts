/** The requests of OpenAI's completions and chat, as far as a local model understands them; unknown fields are left alone. */
import * as v from "valibot";
import { modelLimits } from "./limits.ts";

const sampling = {
  model: v.optional(v.string()),
  max_tokens: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(modelLimits.maxAnswerTokens))),
  temperature: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(2)), 1),
  top_p: v.optional(v.pipe(v.number(), v.gtValue(0), v.maxValue(1)), 1),
  seed: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  stop: v.optional(
    v.nullable(
      v.pipe(
        v.union([v.string(), v.array(v.string())]),
        v.transform((stop) => [stop].flat().filter((word) => word !== "")),
        v.maxLength(modelLimits.stopWords),
      ),
    ),
  ),
  stream: v.optional(v.boolean(), false),
  n: v.optional(v.literal(1)),
};

export const completionSchema = v.object({
  ...sampling,
  prompt: v.pipe(
    v.union([v.string(), v.strictTuple([v.string()])]),
    v.transform((prompt) => (typeof prompt === "string" ? prompt : prompt[0])),
  ),
  suffix: v.optional(v.nullable(v.string())),
});

const textPart = v.object({ type: v.literal("text"), text: v.string() });
export const chatSchema = v.object({
  ...sampling,
  messages: v.pipe(
    v.array(
      v.object({
        role: v.picklist(["system", "developer", "user", "assistant"]),
        content: v.pipe(
          v.union([v.string(), v.array(textPart)]),
          v.transform((content) => (typeof content === "string" ? content : content.map(({ text }) => text).join(""))),
        ),
      }),
    ),
    v.minLength(1),
  ),
});

export type CompletionRequest = v.InferOutput<typeof completionSchema>;
export type ChatRequest = v.InferOutput<typeof chatSchema>;
