/** The list of models as OpenAI has it, with what vLLM, SGLang, llama.cpp, Mistral and our own `npm run model` add to it. */
import * as v from "valibot";
import type { Look } from "./dialect.ts";

const listSchema = v.object({
  data: v.array(
    v.object({
      id: v.string(),
      /** vLLM and SGLang. */
      max_model_len: v.optional(v.nullable(v.number())),
      /** Mistral. */
      max_context_length: v.optional(v.number()),
      /** llama.cpp. */
      meta: v.optional(v.nullable(v.object({ n_ctx_train: v.optional(v.number()) }))),
      /** `npm run model` and Groq; and whether code after the hole is taken. */
      context_window: v.optional(v.number()),
      infill: v.optional(v.boolean()),
    }),
  ),
});

export const openAiModels = (route: string): Look => ({
  route,
  read(value, model) {
    const parsed = v.safeParse(listSchema, value);
    if (!parsed.success) return {};
    const { data } = parsed.output;
    const own = data.find(({ id }) => id === model) ?? (data.length === 1 ? data[0] : undefined);
    const contextTokens =
      own?.max_model_len ?? own?.max_context_length ?? own?.meta?.n_ctx_train ?? own?.context_window;
    return {
      models: data.map(({ id }) => id),
      ...(contextTokens ? { contextTokens } : {}),
      ...(own?.infill === undefined ? {} : { fillIn: own.infill }),
    };
  },
});
