import { bracketPairs, scanBrackets } from "./brackets.ts";
import { type CandidateFilter, currentLine } from "./candidate.ts";

/** Leaves out of the suggestion what stands behind the caret already, and replaces the brackets the editor closed by itself. */
export const withoutOverlap: CandidateFilter = (candidate, caret) => {
  const { after } = currentLine(caret);
  const written = after.trimEnd();
  const { text } = candidate;
  if (!written) return withoutNextLines(candidate, caret.suffix.slice(after.length));
  const overlap = commonBorder(text, written);
  if (overlap > 0 && overlap === written.length) return shortened(candidate, text.length - overlap);
  if (overlap > 0 && !closers.test(written)) return shortened(candidate, text.length - overlap);
  if (closers.test(written) && closesAll(text, written)) return { ...candidate, replace: written.length };
  return candidate;
};

const closers = /^[)\]}'"`]+$/;

function shortened(candidate: { text: string; replace: number }, length: number) {
  return length > 0 ? { ...candidate, text: candidate.text.slice(0, length) } : undefined;
}

/** Length of the longest end of `text` that `written` begins with. */
function commonBorder(text: string, written: string): number {
  for (let length = Math.min(text.length, written.length); length > 0; length--) {
    if (text.endsWith(written.slice(0, length))) return length;
  }
  return 0;
}

/** True when the suggestion itself closes everything that the editor closed behind the caret. */
function closesAll(text: string, written: string): boolean {
  const { unmatched } = scanBrackets(text, []);
  const wanted = [...written].filter((character) => bracketPairs.has(character));
  return wanted.length > 0 && wanted.every((character, index) => unmatched[index] === character);
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
