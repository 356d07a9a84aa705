/** Alibaba's DashScope: OpenAI's completions, where the prompt carries Qwen's fill-in-the-middle tokens itself. */
import { fimPrompt } from "../../../shared/models/fim.ts";
import { openAiConversation } from "./conversation.ts";
import type { Dialect } from "./dialect.ts";
import { maxStops, readOpenAi, withUsage } from "./openai-answer.ts";
import { openAiModels } from "./openai-models.ts";

export const dashScope: Dialect = {
  route: "/compatible-mode/v1/completions",
  framing: "events",
  body({ model, fim }, prompt, { temperature, maxTokens }) {
    const { prompt: filled, stop } = fimPrompt(fim ?? "qwen", prompt);
    return {
      model,
      ...withUsage,
      temperature,
      max_tokens: maxTokens,
      prompt: filled,
      stop: stop.slice(0, maxStops),
    };
  },
  chat: openAiConversation("/compatible-mode/v1/chat/completions"),
  probe: { looks: [openAiModels("/compatible-mode/v1/models")], fillIn: "always" },
  read: readOpenAi,
};
