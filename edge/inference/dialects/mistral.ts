/** Mistral's own service (Codestral): `/v1/fim/completions`, answered like a chat. It refuses fields it does not know. */
import { prefixWithFiles } from "../../../shared/models/plain-context.ts";
import { openAiConversation } from "./conversation.ts";
import type { Dialect } from "./dialect.ts";
import { readOpenAi } from "./openai-answer.ts";
import { openAiModels } from "./openai-models.ts";

export const mistral: Dialect = {
  route: "/v1/fim/completions",
  framing: "events",
  body: ({ model }, prompt, { temperature, maxTokens }) => ({
    model,
    stream: true,
    temperature,
    max_tokens: maxTokens,
    prompt: prefixWithFiles(prompt),
    suffix: prompt.suffix,
  }),
  chat: openAiConversation("/v1/chat/completions", { stream: true }),
  probe: { looks: [openAiModels("/v1/models")], fillIn: "always" },
  read: readOpenAi,
};
