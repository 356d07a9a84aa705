/** What of a file goes into a prompt: most of it from before the caret, cut at line borders, without the models' control tokens. */
import { scrubTokens } from "./scrub-tokens.ts";

export interface PromptWindow {
  prefix: string;
  suffix: string;
}

export function promptWindow(
  prefix: string,
  suffix: string,
  maxChars: { prefix: number; suffix: number },
): PromptWindow {
  return {
    prefix: scrubTokens(lastLines(prefix, maxChars.prefix)),
    suffix: scrubTokens(firstLines(suffix, maxChars.suffix)),
  };
}

function lastLines(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const window = text.slice(-maxChars);
  const lineStart = window.indexOf("\n") + 1;
  return lineStart > 0 ? window.slice(lineStart) : wholeCharacters(window);
}

function firstLines(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const window = text.slice(0, maxChars);
  const lineEnd = window.lastIndexOf("\n");
  return lineEnd >= 0 ? window.slice(0, lineEnd + 1) : wholeCharacters(window);
}

/** A cut may halve a character of two units; what is left of it becomes the replacement character. */
function wholeCharacters(text: string): string {
  return text.toWellFormed();
}
