/** The dialects by the names an operator writes. */
import { dashScope } from "./dashscope.ts";
import { deepSeek } from "./deepseek.ts";
import type { Dialect } from "./dialect.ts";
import { llamaInfill } from "./llama-infill.ts";
import { mistral } from "./mistral.ts";
import { ollama } from "./ollama.ts";
import { openAiChat } from "./openai-chat.ts";
import { openAiCompletions } from "./openai-completions.ts";

export const dialectNames = [
  "openai-completions",
  "openai-chat",
  "llama-infill",
  "ollama",
  "deepseek",
  "mistral",
  "dashscope",
] as const;
export type DialectName = (typeof dialectNames)[number];

export const dialects: Record<DialectName, Dialect> = {
  "openai-completions": openAiCompletions,
  "openai-chat": openAiChat,
  "llama-infill": llamaInfill,
  ollama,
  deepseek: deepSeek,
  mistral,
  dashscope: dashScope,
};
