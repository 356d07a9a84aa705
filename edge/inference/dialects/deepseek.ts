/** DeepSeek's own service: prompt and suffix at `/beta/completions`. */
import { prefixWithFiles } from "../../../shared/models/plain-context.ts";
import { openAiConversation } from "./conversation.ts";
import type { Dialect } from "./dialect.ts";
import { readOpenAi, withUsage } from "./openai-answer.ts";
import { openAiModels } from "./openai-models.ts";

export const deepSeek: Dialect = {
  route: "/beta/completions",
  framing: "events",
  body: ({ model }, prompt, { temperature, maxTokens }) => ({
    model,
    ...withUsage,
    temperature,
    max_tokens: maxTokens,
    prompt: prefixWithFiles(prompt),
    suffix: prompt.suffix,
  }),
  chat: openAiConversation("/chat/completions"),
  probe: { looks: [openAiModels("/models")], fillIn: "always" },
  read: readOpenAi,
};
