/** How many tokens a text is, for where no endpoint says: code runs at three to four characters a token, and too many is the safe side. */
import type { CompletionPrompt } from "./dialects/dialect.ts";

export const charsPerToken = 3;

export function tokensOf(chars: number): number {
  return Math.ceil(chars / charsPerToken);
}

export function promptChars({ prefix, suffix, context = [] }: CompletionPrompt): number {
  return context.reduce((sum, { text }) => sum + text.length, prefix.length + suffix.length);
}
