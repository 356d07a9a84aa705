/**
 * What of a file goes into a prompt: most of it from before the caret, cut at line borders, without secrets and the models' control tokens.
 * Of a long file its imports and the headers of the blocks around the caret come first.
 */
import { firstBorder, headersAround, importsOf, lastBorder } from "./file-outline.ts";
import { promptLimits } from "./limits.ts";
import { scrubTokens } from "./scrub-tokens.ts";
import { withoutSecretsAround } from "./secret-scan.ts";

export interface PromptWindow {
  prefix: string;
  suffix: string;
}

export function promptWindow(prefix: string, suffix: string, maxChars: PromptChars): PromptWindow {
  const wide = withMargin(maxChars);
  const looked = withoutSecretsAround({
    prefix: scrubTokens(lastPart(prefix, wide.prefix)),
    suffix: scrubTokens(firstLines(suffix, wide.suffix)),
  });
  return { prefix: lastPart(looked.prefix, maxChars.prefix), suffix: firstPart(looked.suffix, maxChars.suffix) };
}

/** The beginning of another file, or undefined when no whole line of it fits. */
export function promptPart(text: string, maxChars: number): string | undefined {
  const { suffix: clean } = withoutSecretsAround({
    prefix: "",
    suffix: scrubTokens(firstLines(text, maxChars + promptLimits.secretMarginChars)),
  });
  const part = firstPart(clean, maxChars);
  const cutInLine = part.length < clean.length && !part.endsWith("\n");
  return cutInLine || part.trim() === "" ? undefined : part;
}

export interface PromptChars {
  prefix: number;
  suffix: number;
}

function withMargin({ prefix, suffix }: PromptChars): PromptChars {
  const { secretMarginChars } = promptLimits;
  return { prefix: prefix + secretMarginChars, suffix: suffix + secretMarginChars };
}

/** The end of what stands before the caret, after what of its beginning tells where it stands. */
function lastPart(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const { maxImportsShare, maxHeadersShare, maxBorderShare } = promptLimits;
  const imports = importsOf(text.slice(0, text.length - maxChars), Math.floor(maxChars * maxImportsShare));
  const headers = headersAround(text, text.length - maxChars, Math.floor(maxChars * maxHeadersShare));
  const lines = lastLines(text, maxChars - imports.length - headers.length);
  // Between declarations, unless the caret's own block began before: its headers say so.
  const border = headers === "" ? firstBorder(lines, Math.floor(maxChars * maxBorderShare)) : 0;
  return imports + headers + lines.slice(border);
}

function firstPart(text: string, maxChars: number): string {
  const lines = firstLines(text, maxChars);
  if (lines.length === text.length) return lines;
  return lines.slice(0, lastBorder(lines, Math.floor(maxChars * (1 - promptLimits.maxBorderShare))));
}

function lastLines(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const window = maxChars > 0 ? text.slice(-maxChars) : "";
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
