/** Whether a symbol has what a task was to give it, read from the texts alone. */
import type { OutlineItem } from "../outline.ts";

const directive = /^(?:eslint|biome|prettier|istanbul|c8|v8|ts-|@ts-|noinspection|#region|#endregion|[@#]__)/;
const docstring =
  /^(?:[ \t]*@[^\n]*\n)*[ \t]*(?:async[ \t]+)?(?:def|class)\b(?:[^\n]*[^:\n]\n)*[^\n]*:[ \t]*\n\s*[rRuU]?(?:"""|''')/;

/** A comment in words stands right above it, or a docstring in it. */
export function isCommented(text: string, { from, start, to }: Pick<OutlineItem, "from" | "start" | "to">): boolean {
  const above = text
    .slice(from, start)
    .split("\n")
    .map((line) => line.replace(/^\s*(?:\/\/+|\/\*+|\*+\/?|#+)\s*/, "").replace(/\*\/\s*$/, ""));
  if (above.some((line) => /\p{L}/u.test(line) && !directive.test(line))) return true;
  return docstring.test(text.slice(start, to));
}

const testBegins = /\b(?:it|test|describe|suite|specify)(?:\.\w+)*\s*[(`]|^\s*(?:async\s+)?def\s+test_|^class\s+Test/m;
const notCode = /^\s*(?:\/\/|\*|\/\*|#|import\b|from\b|export\b.*\bfrom\b)/;

/** Its own name stands in a test of the file: not in an import, and not in a comment. */
export function isTested(tests: string, symbol: string): boolean {
  const from = tests.search(testBegins);
  if (from < 0) return false;
  const name = symbol.slice(symbol.lastIndexOf(".") + 1);
  // The class itself is what is made new.
  const wanted = name === "constructor" ? (symbol.split(".").at(-2) ?? name) : name;
  const word = new RegExp(`(?<![\\p{L}\\p{N}_$])${escaped(wanted)}(?![\\p{L}\\p{N}_$])`, "u");
  return tests
    .slice(from)
    .split("\n")
    .some((line) => !notCode.test(line) && word.test(line));
}

function escaped(text: string): string {
  return text.replace(/[$^.*+?()[\]{}|\\]/g, "\\$&");
}
