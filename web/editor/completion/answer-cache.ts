/** Answers of the last minutes, found again while what was typed since is what they said. */
import { ghostLimits } from "./limits.ts";

export interface AnswerPlace {
  path: string;
  prefix: string;
  suffix: string;
}

interface Entry {
  source: string;
  path: string;
  /** Length of the text before the caret, and the end of it. */
  prefixChars: number;
  prefixEnd: string;
  suffixStart: string;
  text: string;
}

export class AnswerCache {
  private readonly entries: Entry[] = [];

  /** Keeps what `source` said at a place, in place of what it said there before. */
  put(source: string, place: AnswerPlace, text: string): void {
    if (!text) return;
    const entry = entryOf(source, place, text);
    const same = this.entries.findIndex((other) => isSamePlace(other, entry));
    if (same >= 0) this.entries.splice(same, 1);
    this.entries.push(entry);
    if (this.entries.length > ghostLimits.cachedAnswers) this.entries.shift();
  }

  /** What `source` said here, or further back if everything typed since is the beginning of it. */
  find(source: string, place: AnswerPlace): string | undefined {
    for (const entry of this.entries.toReversed()) {
      if (entry.source !== source || entry.path !== place.path) continue;
      const rest = restOf(entry, place);
      if (rest) return rest;
    }
    return undefined;
  }
}

function entryOf(source: string, { path, prefix, suffix }: AnswerPlace, text: string): Entry {
  return {
    source,
    path,
    prefixChars: prefix.length,
    prefixEnd: prefix.slice(-ghostLimits.cachedContextChars),
    suffixStart: suffix.slice(0, ghostLimits.cachedContextChars),
    text,
  };
}

function isSamePlace(one: Entry, other: Entry): boolean {
  return (
    one.source === other.source &&
    one.path === other.path &&
    one.prefixChars === other.prefixChars &&
    one.prefixEnd === other.prefixEnd &&
    one.suffixStart === other.suffixStart
  );
}

function restOf(entry: Entry, { prefix, suffix }: AnswerPlace): string | undefined {
  const typed = prefix.slice(entry.prefixChars);
  const fits =
    prefix.length >= entry.prefixChars &&
    entry.text.startsWith(typed) &&
    prefix.slice(0, entry.prefixChars).endsWith(entry.prefixEnd) &&
    suffix.startsWith(entry.suffixStart) &&
    (entry.suffixStart.length > 0 || suffix.length === 0);
  return fits ? entry.text.slice(typed.length) : undefined;
}
