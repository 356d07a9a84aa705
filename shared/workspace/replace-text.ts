/** The smallest single replacement that turns one text into another. */
import type * as Y from "yjs";

/** Replaces the part of `text` that differs from `next`; surrogate pairs stay whole. */
export function replaceText(text: Y.Text, next: string): void {
  const now = text.toString();
  if (now === next) return;
  const { start, tail } = commonEnds(now, next);
  if (now.length - tail > start) text.delete(start, now.length - tail - start);
  if (next.length - tail > start) text.insert(start, next.slice(start, next.length - tail));
}

function commonEnds(now: string, next: string): { start: number; tail: number } {
  const shorter = Math.min(now.length, next.length);
  let start = 0;
  while (start < shorter && now.charCodeAt(start) === next.charCodeAt(start)) start++;
  if (isHighSurrogate(now.charCodeAt(start - 1))) start--;
  let tail = 0;
  while (tail < shorter - start && now.charCodeAt(now.length - 1 - tail) === next.charCodeAt(next.length - 1 - tail)) {
    tail++;
  }
  if (isLowSurrogate(now.charCodeAt(now.length - tail))) tail--;
  return { start, tail };
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
