import { scanBrackets } from "./brackets.ts";
import { type CandidateFilter, type CaretText, currentLine } from "./candidate.ts";
import { closersTaken } from "./closers.ts";

/** Leaves out of the suggestion what stands behind the caret already, and replaces the brackets the editor closed by itself. */
export const withoutOverlap: CandidateFilter = (candidate, caret) => {
  const { after } = currentLine(caret);
  const written = after.trimEnd();
  const { text } = candidate;
  if (!written) return withoutNextLines(candidate, caret.suffix.slice(after.length));
  const overlap = commonBorder(text, written);
  const rest = text.slice(0, text.length - overlap);
  if (overlap > 0 && standsBehind(rest, written, caret)) return rest ? { ...candidate, text: rest } : undefined;
  return { ...candidate, replace: closersTaken(text, caret) };
};

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
function withoutNextLines(candidate: { text: string; replace: number }, below: string) {
  const lines = candidate.text.split("\n");
  const next = below
    .slice(0, 4_000)
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter(Boolean);
  for (let start = 1; start < lines.length; start++) {
    const rest = lines
      .slice(start)
      .map((line) => line.trim())
      .filter(Boolean);
    if (rest.length && rest.every((line, index) => line === next[index])) {
      const text = lines.slice(0, start).join("\n").trimEnd();
      return text ? { ...candidate, text } : undefined;
    }
  }
  return candidate;
}
