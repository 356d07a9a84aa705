import { type CandidateFilter, currentLine } from "./candidate.ts";
import { filterLimits } from "./limits.ts";

/** Refuses to write the line above or below once more, and cuts a model that says one line over and over. */
export const withoutRepeats: CandidateFilter = (candidate, caret) => {
  const { before, after } = currentLine(caret);
  const lines = candidate.text.split(/\r?\n/);
  const written = (before + (lines[0] ?? "") + (lines.length === 1 ? after : "")).trim();
  const above = lastFilledLine(caret.prefix.slice(0, caret.prefix.length - before.length));
  const below = firstFilledLine(caret.suffix.slice(after.length));
  if (isTelling(written) && (written === above || written === below)) return undefined;

  const seen = new Map<string, number>();
  for (let index = 0; index < lines.length; index++) {
    const line = (lines[index] ?? "").trim();
    if (!isTelling(line)) continue;
    const count = (seen.get(line) ?? 0) + 1;
    seen.set(line, count);
    if (count < filterLimits.maxSameLines) continue;
    const first = lines.findIndex((other) => other.trim() === line);
    const text = lines.slice(0, first + 1).join("\n");
    return text.trim() ? { ...candidate, text } : undefined;
  }
  return candidate;
};

/** A lone bracket stands under another one all the time. */
function isTelling(line: string): boolean {
  return /[\p{L}\p{N}]/u.test(line);
}

function lastFilledLine(text: string): string | undefined {
  return text
    .slice(-filterLimits.lineWindowChars)
    .split(/\r?\n/)
    .findLast((line) => line.trim())
    ?.trim();
}

function firstFilledLine(text: string): string | undefined {
  return text
    .slice(0, filterLimits.lineWindowChars)
    .split(/\r?\n/)
    .find((line) => line.trim())
    ?.trim();
}
