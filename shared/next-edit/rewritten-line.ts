/** What of a model's answer may come in place of a line: nothing that is not the same line with a part of it changed. */
import { scanBrackets } from "../completion/filters/brackets.ts";
import { withoutHiddenCharacters } from "../completion/filters/hidden-characters.ts";
import { firstSpecialToken } from "../completion/special-tokens.ts";
import { modelEditLimits } from "./limits.ts";

export interface Renaming {
  old: string;
  new: string;
}

/** The part of `old` that changes, whole words. */
export interface LineEdit {
  from: number;
  to: number;
  insert: string;
}

/** True as soon as more of the answer would not be read. */
export function isAnswered(answer: string): boolean {
  return answer.includes("\n") || answer.length > modelEditLimits.maxLineChars;
}

/** The edit that makes `old` what the model answered, or undefined where it must not be proposed. */
export function rewrittenLine(answer: string, old: string, renaming: Renaming | undefined): LineEdit | undefined {
  const [first = ""] = answer.split(/\r?\n/, 1);
  // A line keeps its indentation: models leave it out, and in some languages it means something.
  const indent = /^\s*/.exec(old)?.[0] ?? "";
  const line = indent + first.trim();
  if (first.trim() === "" || line === old.trimEnd() || line.length > modelEditLimits.maxLineChars) return undefined;
  if (firstSpecialToken(line) !== undefined || !isVisible(line)) return undefined;
  if (bracketsOf(line) !== bracketsOf(old)) return undefined;
  const before = renaming ? line.replaceAll(renaming.new, renaming.old) : line;
  if (keptShare(before, old.trimEnd()) < modelEditLimits.minKeptShare) return undefined;
  return wholeWords(line, old);
}

function isVisible(text: string): boolean {
  return withoutHiddenCharacters({ text, replace: 0 }, { prefix: "", suffix: "", language: "text" }) !== undefined;
}

/** Brackets that stay open and those that close others, as text. */
function bracketsOf(line: string): string {
  const { open, unmatched } = scanBrackets(line, []);
  return `${unmatched.join("")} ${open.join("")}`;
}

function keptShare(one: string, other: string): number {
  const { start, end } = common(one, other);
  return (start + end) / Math.max(one.length, other.length);
}

/** How many characters two texts begin and end with alike. */
function common(one: string, other: string): { start: number; end: number } {
  const most = Math.min(one.length, other.length);
  let start = 0;
  while (start < most && one[start] === other[start]) start++;
  let end = 0;
  while (end < most - start && one.at(-1 - end) === other.at(-1 - end)) end++;
  return { start, end };
}

const nameSign = /[\p{L}\p{N}_$]/u;

function wholeWords(line: string, old: string): LineEdit {
  let { start, end } = common(line, old);
  const isInside = (text: string, at: number) => nameSign.test(text[at - 1] ?? "") && nameSign.test(text[at] ?? "");
  while (start > 0 && (isInside(old, start) || isInside(line, start))) start--;
  while (end > 0 && (isInside(old, old.length - end) || isInside(line, line.length - end))) end--;
  return { from: start, to: old.length - end, insert: line.slice(start, line.length - end) };
}
