/** How many tokens a text is, for where no endpoint says: code runs at three to four characters a token, and too many is the safe side. */
import type { Prompt } from "./dialects/dialect.ts";

export const charsPerToken = 3;

export function tokensOf(chars: number): number {
  return Math.ceil(chars / charsPerToken);
}

export function promptChars(prompt: Prompt): number {
  if ("messages" in prompt) return prompt.messages.reduce((sum, { content }) => sum + content.length, 0);
  const { prefix, suffix, context = [] } = prompt;
  return context.reduce((sum, { text }) => sum + text.length, prefix.length + suffix.length);
}

/** What an answer may have: where the model's window is small, half of it is left to the question. */
export function answerTokens(wanted: number, contextTokens: number | undefined): number {
  return contextTokens === undefined ? wanted : Math.min(wanted, Math.floor(contextTokens / 2));
}
