/** llama.cpp's `/infill`: the server knows its model's fill-in-the-middle tokens. */
import * as v from "valibot";
import { openAiConversation } from "./conversation.ts";
import type { Dialect } from "./dialect.ts";
import { openAiModels } from "./openai-models.ts";

const answerSchema = v.object({
  content: v.string(),
  stop: v.optional(v.boolean(), false),
  /** "eos", "word" or "limit"; older servers say `stopped_limit`. */
  stop_type: v.optional(v.string()),
  stopped_limit: v.optional(v.boolean()),
  tokens_predicted: v.optional(v.number()),
  tokens_evaluated: v.optional(v.number()),
});

const propsSchema = v.object({ default_generation_settings: v.object({ n_ctx: v.number() }) });

export const llamaInfill: Dialect = {
  route: "/infill",
  framing: "events",
  body: (_model, { prefix, suffix, context = [] }, { temperature, maxTokens }) => ({
    input_prefix: prefix,
    input_suffix: suffix,
    input_extra: context.map(({ path: filename, text }) => ({ filename, text })),
    prompt: "",
    stream: true,
    cache_prompt: true,
    temperature,
    n_predict: maxTokens,
  }),
  chat: openAiConversation("/v1/chat/completions"),
  probe: {
    looks: [
      openAiModels("/v1/models"),
      {
        // The context that is served, which may be shorter than the one of the training.
        route: "/props",
        read(value) {
          const parsed = v.safeParse(propsSchema, value);
          return parsed.success ? { contextTokens: parsed.output.default_generation_settings.n_ctx } : {};
        },
      },
    ],
    fillIn: "ask",
  },
  read(value) {
    const parsed = v.safeParse(answerSchema, value);
    if (!parsed.success) return undefined;
    const { content, stop, stop_type, stopped_limit, tokens_predicted, tokens_evaluated } = parsed.output;
    const cut = stop_type === "limit" || stopped_limit === true;
    return {
      text: content,
      finish: stop ? (cut ? "length" : "stop") : undefined,
      usage: stop ? usageOf(tokens_evaluated, tokens_predicted) : undefined,
    };
  },
};

function usageOf(promptTokens: number | undefined, completionTokens: number | undefined) {
  return promptTokens === undefined || completionTokens === undefined ? undefined : { promptTokens, completionTokens };
}
