/** Carries a change that was made to a copy over to what the file holds now, which others may have changed meanwhile. */
import { type Change, diff } from "@codemirror/merge";

export interface TextChange {
  from: number;
  to: number;
  insert: string;
}

export interface CarriedOver {
  /** In the text of now, in order. */
  changes: TextChange[];
  /** Changes left out, because somebody else has changed the same lines. */
  conflicts: number;
}

/** What `mine` changes of `base`, line by line, as changes of `now`. */
export function carryOver(base: string, mine: string, now: string): CarriedOver {
  const lines = { base: linesOf(base), mine: linesOf(mine), now: linesOf(now) };
  const others = changesOf(lines.base, lines.now);
  const starts = startsOf(lines.now);
  const changes: TextChange[] = [];
  let conflicts = 0;
  for (const own of changesOf(lines.base, lines.mine)) {
    if (others.some((other) => meet(own, other))) {
      conflicts++;
      continue;
    }
    // Both texts are the same between their changes: the last one before says how far its lines have moved.
    const before = others.findLast(({ toA }) => toA <= own.fromA);
    const moved = before ? before.toB - before.toA : 0;
    changes.push({
      from: starts[own.fromA + moved] ?? now.length,
      to: starts[own.toA + moved] ?? now.length,
      insert: lines.mine.slice(own.fromB, own.toB).join(""),
    });
  }
  return { changes, conflicts };
}

export function applyChanges(text: string, changes: readonly TextChange[]): string {
  let result = "";
  let at = 0;
  for (const { from, to, insert } of changes) {
    result += text.slice(at, from) + insert;
    at = to;
  }
  return result + text.slice(at);
}

/** Two people change the same lines, or write at the same place. */
function meet(one: Change, other: Change): boolean {
  if (one.fromA === other.fromA && (one.fromA === one.toA || other.fromA === other.toA)) return true;
  return one.fromA < other.toA && other.fromA < one.toA;
}

/** Each with the newline that ends it. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function startsOf(lines: readonly string[]): number[] {
  let at = 0;
  return lines.map((line) => {
    const start = at;
    at += line.length;
    return start;
  });
}

/** Deep enough for files of 10,000 lines; beyond it the difference is told in larger pieces. */
const config = { scanLimit: 2_000, timeout: 1_000 };

/** In lines: each different line is one character to the algorithm. */
function changesOf(one: readonly string[], other: readonly string[]): readonly Change[] {
  const letters = new Map<string, string>();
  const letterOf = (line: string): string => {
    const known = letters.get(line) ?? letter(letters.size);
    letters.set(line, known);
    return known;
  };
  const [spelledOne, spelledOther] = [one.map(letterOf).join(""), other.map(letterOf).join("")];
  if (letters.size <= letterCount) return diff(spelledOne, spelledOther, config);
  // More different lines than letters: told as one change of everything.
  if (one.length === other.length && one.every((line, at) => line === other[at])) return [];
  return [{ fromA: 0, toA: one.length, fromB: 0, toB: other.length }];
}

const firstSurrogate = 0xd800;
const afterSurrogates = 0xe000;
const letterCount = 0x10000 - (afterSurrogates - firstSurrogate);

function letter(index: number): string {
  return String.fromCharCode(index < firstSurrogate ? index : index - firstSurrogate + afterSurrogates);
}
