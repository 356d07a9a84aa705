import { type CandidateFilter, currentLine } from "./candidate.ts";

const closersOnly = /^[\s)\]}'"`;,>]*$/;

/** Several lines only at a line's end; in front of code that is already there the first line alone, and in the middle of a word nothing. */
export const multiLineAtLineEnd: CandidateFilter = (candidate, caret) => {
  const { before, after } = currentLine(caret);
  if (/[\p{L}\p{N}_$]$/u.test(before) && /^[\p{L}\p{N}_$]/u.test(after)) return undefined;
  if (closersOnly.test(after)) return candidate;
  const text = candidate.text.split(/\r?\n/)[0] ?? "";
  return text ? { ...candidate, text } : undefined;
};
