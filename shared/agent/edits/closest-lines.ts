/** The lines of a file that are most like a search text which is not in it. */
import { agentLimits } from "../limits.ts";

export interface ClosestLines {
  /** From 1. */
  firstLine: number;
  text: string;
  /** 1: all words are the same. */
  likeness: number;
}

/** By the words that the lines share, line by line (Sørensen–Dice). Undefined when no line has any in common. */
export function closestLines(text: string, search: string): ClosestLines | undefined {
  const wanted = search.trim().split("\n").slice(0, agentLimits.maxComparedLines).map(wordsOf);
  const lines = text.split("\n");
  const words = lines.map(wordsOf);
  let best = { index: -1, score: 0 };
  for (let index = 0; index < lines.length; index++) {
    const score = wanted.reduce((sum, line, offset) => sum + likeness(line, words[index + offset]), 0);
    if (score > best.score) best = { index, score };
  }
  if (best.index < 0) return undefined;
  const told = lines.slice(best.index, best.index + Math.min(wanted.length, agentLimits.maxToldLines));
  return { firstLine: best.index + 1, text: told.join("\n"), likeness: best.score / wanted.length };
}

function wordsOf(line: string): ReadonlySet<string> {
  return new Set(line.match(/[\p{L}\p{N}_$]+|[^\s\p{L}\p{N}_$]/gu) ?? []);
}

function likeness(one: ReadonlySet<string>, other: ReadonlySet<string> | undefined): number {
  if (!other?.size || !one.size) return 0;
  let shared = 0;
  for (const word of one) if (other.has(word)) shared++;
  return (2 * shared) / (one.size + other.size);
}
