/** What a suggestion leaves for the hand to write: without it every block that it opens would count as an error. */
import { bracketPairs, scanBrackets } from "./brackets.ts";

const closerOf = new Map([...bracketPairs].map(([closer, opener]) => [opener, closer]));
/** A tag after a word or a bracket is a comparison or a type's parameter. */
const tag = /(?<![\w)\]])<(\/?)([A-Za-z][\w.:-]*)?((?:[^<>"'{}]|"[^"]*"|'[^']*'|\{[^{}]*\})*?)(\/?)>/g;
const markupLanguages = new Set(["html", "jsx", "tsx"]);
const voidTags = new Set(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"]);

/** Closers for the brackets, tags and blocks that `text` opens and does not close, innermost first. */
export function finishOf(text: string, language: string): string {
  const brackets = language === "html" ? "" : openBrackets(text);
  const tags = markupLanguages.has(language) ? openTags(text) : "";
  const body = language === "python" && /:\s*$/.test(text) && !brackets ? " pass" : "";
  return body + tags + brackets;
}

function openBrackets(text: string): string {
  const { open } = scanBrackets(text, []);
  return open
    .toReversed()
    .map((opener) => closerOf.get(opener) ?? "")
    .join("");
}

function openTags(text: string): string {
  const open: string[] = [];
  for (const [, close, name = "", , alone] of text.matchAll(tag)) {
    if (alone || voidTags.has(name)) continue;
    if (!close) open.push(name);
    else if (open.at(-1) === name) open.pop();
  }
  return open
    .toReversed()
    .map((name) => `</${name}>`)
    .join("");
}
