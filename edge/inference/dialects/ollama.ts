/** Ollama's `/api/generate`: one JSON value a line; its template frames the suffix, or a family's own prompt goes in raw. */
import * as v from "valibot";
import { fimPrompt } from "../../../shared/models/fim.ts";
import { prefixWithFiles } from "../../../shared/models/plain-context.ts";
import { ollamaConversation, ollamaPiece, usageOf } from "./conversation.ts";
import type { Dialect, Told } from "./dialect.ts";

const answerSchema = v.object({
  response: v.string(),
  done: v.boolean(),
  done_reason: v.optional(v.string()),
  /** Left out when the whole prompt was in the cache. */
  prompt_eval_count: v.optional(v.number(), 0),
  eval_count: v.optional(v.number()),
});

const tagsSchema = v.object({ models: v.array(v.object({ name: v.string() })) });
const shownSchema = v.object({
  /** "completion", "insert" where the template takes a suffix, and others. */
  capabilities: v.optional(v.array(v.string())),
  model_info: v.optional(v.record(v.string(), v.unknown()), {}),
});

function readShown(value: unknown): Told {
  const parsed = v.safeParse(shownSchema, value);
  if (!parsed.success) return {};
  const { capabilities, model_info } = parsed.output;
  // Named after the model's architecture: "qwen2.context_length".
  const length = Object.entries(model_info).find(([name]) => name.endsWith(".context_length"))?.[1];
  return {
    ...(typeof length === "number" ? { contextTokens: length } : {}),
    ...(capabilities ? { fillIn: capabilities.includes("insert") } : {}),
  };
}

export const ollama: Dialect = {
  route: "/api/generate",
  framing: "lines",
  body({ model, fim, refusesSuffix }, prompt, { temperature, maxTokens }) {
    const common = { model, stream: true };
    const options = { temperature, num_predict: maxTokens };
    if (fim) {
      const { prompt: filled, stop } = fimPrompt(fim, prompt);
      return { ...common, prompt: filled, raw: true, options: { ...options, stop } };
    }
    return { ...common, prompt: prefixWithFiles(prompt), ...(refusesSuffix ? {} : { suffix: prompt.suffix }), options };
  },
  chat: ollamaConversation,
  probe: {
    looks: [
      {
        route: "/api/tags",
        read(value) {
          const parsed = v.safeParse(tagsSchema, value);
          return parsed.success ? { models: parsed.output.models.map(({ name }) => name) } : {};
        },
      },
      { route: "/api/show", body: (model) => ({ model }), read: readShown },
    ],
    fillIn: "ask",
  },
  read(value) {
    const parsed = v.safeParse(answerSchema, value);
    if (!parsed.success) return undefined;
    const { response, done, done_reason, prompt_eval_count, eval_count } = parsed.output;
    return ollamaPiece(response, { done, done_reason }, usageOf(done, prompt_eval_count, eval_count));
  },
};
