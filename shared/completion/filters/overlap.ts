import { scanBrackets } from "./brackets.ts";
import { type Candidate, type CaretText, currentLine } from "./candidate.ts";
import { closersTaken } from "./closers.ts";
import { filterLimits } from "./limits.ts";

/** Leaves out of the suggestion what stands behind the caret already, and replaces the brackets the editor closed by itself. */
export function withoutOverlap(candidate: Candidate, caret: CaretText): Candidate | undefined {
  const { after } = currentLine(caret);
  const written = after.trimEnd();
  const { text } = candidate;
  if (!written) return withoutNextLines(candidate, caret.suffix.slice(after.length));
  const overlap = commonBorder(text, written);
  const rest = text.slice(0, text.length - overlap);
  if (overlap > 0 && standsBehind(rest, written, caret)) return rest ? { ...candidate, text: rest } : undefined;
  return { ...candidate, replace: closersTaken(text, caret) };
}

/** True when the end cut off behind `rest` is what stands behind the caret, not the end of something the suggestion opened. */
function standsBehind(rest: string, written: string, caret: CaretText): boolean {
  if (!/^[)\]}'"`]/.test(written)) return true;
  return scanBrackets(rest, []).open.length === 0 && closersTaken(rest, caret) === 0;
}

/** Length of the longest end of `text` that `written` begins with. */
function commonBorder(text: string, written: string): number {
  for (let length = Math.min(text.length, written.length); length > 0; length--) {
    if (text.endsWith(written.slice(0, length))) return length;
  }
  return 0;
}

/** Drops the last lines of a suggestion that repeat, in order, what follows below. */
function withoutNextLines(candidate: Candidate, below: string): Candidate | undefined {
  const lines = candidate.text.split("\n");
  const next = below
    .slice(0, filterLimits.belowWindowChars)
    .split(/\r?\n/)
    .filter((line) => line.trim());
  for (let start = 1; start < lines.length; start++) {
    const rest = lines.slice(start).filter((line) => line.trim());
    if (rest.length && rest.every((line, index) => isSameLine(line, next[index] ?? ""))) {
      const text = lines.slice(0, start).join("\n").trimEnd();
      return text ? { ...candidate, text } : undefined;
    }
  }
  return candidate;
}

/** A line of brackets alone is another one where it is indented differently: it closes another block. */
function isSameLine(one: string, other: string): boolean {
  return /[\p{L}\p{N}]/u.test(one) ? one.trim() === other.trim() : one.trimEnd() === other.trimEnd();
}
