/** OpenAI's `/v1/chat/completions`, for models that can only chat: the answer is written between tags. */
import { holeMessages, holeText } from "../../../shared/models/hole-prompt.ts";
import { openAiConversation } from "./conversation.ts";
import type { Dialect } from "./dialect.ts";
import { readOpenAi, withUsage } from "./openai-answer.ts";
import { openAiModels } from "./openai-models.ts";

export const openAiChat: Dialect = {
  route: "/v1/chat/completions",
  framing: "events",
  body: ({ model }, { path, prefix, suffix, context }, { temperature, maxTokens }) => ({
    model,
    ...withUsage,
    temperature,
    max_tokens: maxTokens,
    messages: holeMessages(path, prefix, suffix, context),
  }),
  chat: openAiConversation("/v1/chat/completions"),
  probe: { looks: [openAiModels("/v1/models")], fillIn: "always" },
  read: readOpenAi,
  unwrap: holeText,
};
