/** Suggestions for a file: the rest of a line as it really is, and two that somebody else's line or a wrong name makes of it. */
import ts from "typescript-lib";
import { filterCandidate } from "../../../shared/completion/filters/filter-candidate.ts";

export interface FilterCase {
  /** The file when its problems were last looked for: where typing paused, or before the line was begun or changed. */
  paused: string;
  /** The file without the rest of the line. */
  before: string;
  from: number;
  to: number;
  insert: string;
  /** It is what really stood there. */
  right: boolean;
}

interface LineEnd {
  start: number;
  at: number;
  end: number;
  rest: string;
}

const token = /[\p{L}_$][\p{L}\p{N}_$]*|\d[\w.]*|"[^"\n]*"|'[^'\n]*'|=>|[^\s\w]/gu;
const name = /[\p{L}_$][\p{L}\p{N}_$]*/gu;

export function collectCases(text: string, count: number): FilterCase[] {
  const ends = lineEnds(text);
  const step = Math.max(1, Math.floor((ends.length * 3) / count));
  // From the middle of each stretch: the first line of nearly every file is an import.
  const middle = Math.floor(step / 2);
  return ends
    .filter((_, index) => index % step === middle)
    .flatMap((place, index) => casesAt(text, place, ends, index));
}

function casesAt(
  text: string,
  { start, at, end, rest }: LineEnd,
  ends: readonly LineEnd[],
  index: number,
): FilterCase[] {
  const before = text.slice(0, at) + text.slice(end);
  const withoutLine = text.slice(0, start) + text.slice(end);
  // A line that belongs to what stands below was there before it was changed.
  const paused = index % 2 ? before : isWhole(withoutLine) ? withoutLine : text;
  const other = ends[(index * 7 + 3) % ends.length]?.rest ?? rest;
  const names = [...text.matchAll(name)].map(([found]) => found);
  const misnamed = rest.replace(name, (found, offset: number) =>
    offset === rest.search(name) ? (names[(index * 31 + 7) % names.length] ?? found) : found,
  );
  return [...new Set([rest, other, misnamed])].flatMap((insert): FilterCase[] => {
    // What would not get as far as the screen need not be checked.
    const place = { language: "typescript", prefix: before.slice(0, at), suffix: before.slice(at) };
    const candidate = filterCandidate(insert, place);
    if (!candidate) return [];
    return [{ paused, before, from: at, to: at + candidate.replace, insert: candidate.text, right: insert === rest }];
  });
}

function isWhole(text: string): boolean {
  return ts.transpileModule(text, { reportDiagnostics: true }).diagnostics?.length === 0;
}

/** Places in lines of code behind which at least two tokens stand. */
function lineEnds(text: string): LineEnd[] {
  const found: LineEnd[] = [];
  let at = 0;
  let inComment = false;
  for (const line of text.split("\n")) {
    const trimmed = line.trim();
    inComment ||= trimmed.startsWith("/*");
    const starts = [...line.matchAll(token)].map(({ index }) => index);
    const middle = starts[Math.floor(starts.length / 2)];
    if (!inComment && !trimmed.startsWith("//") && !/[`]/.test(line) && starts.length >= 5 && middle !== undefined) {
      found.push({ start: at, at: at + middle, end: at + line.length, rest: line.slice(middle) });
    }
    if (trimmed.includes("*/")) inComment = false;
    at += line.length + 1;
  }
  return found;
}
