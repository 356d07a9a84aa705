/** OpenAI's `/v1/completions`: vLLM, SGLang, TGI and most others. */
import { fimPrompt } from "../../../shared/models/fim.ts";
import { prefixWithFiles } from "../../../shared/models/plain-context.ts";
import { openAiConversation } from "./conversation.ts";
import type { Dialect } from "./dialect.ts";
import { maxStops, readOpenAi, withUsage } from "./openai-answer.ts";
import { openAiModels } from "./openai-models.ts";

export const openAiCompletions: Dialect = {
  route: "/v1/completions",
  framing: "events",
  body({ model, fim, refusesSuffix }, prompt, { temperature, maxTokens }) {
    const common = { model, ...withUsage, temperature, max_tokens: maxTokens };
    if (fim) {
      const { prompt: filled, stop } = fimPrompt(fim, prompt);
      return { ...common, prompt: filled, stop: stop.slice(0, maxStops) };
    }
    return { ...common, prompt: prefixWithFiles(prompt), ...(refusesSuffix ? {} : { suffix: prompt.suffix }) };
  },
  chat: openAiConversation("/v1/chat/completions"),
  probe: { looks: [openAiModels("/v1/models")], fillIn: "ask" },
  read: readOpenAi,
};
