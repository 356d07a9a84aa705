/** Joins two changes of one text, each taken as one replacement. Pure. */

interface Replacement {
  start: number;
  end: number;
  text: string;
}

/** Both changes of `base` in one text, or undefined when they touch the same place. */
export function mergeTexts(base: string, one: string, other: string): string | undefined {
  const first = replacementOf(base, one);
  const second = replacementOf(base, other);
  const [early, late] = first.start <= second.start ? [first, second] : [second, first];
  // Two insertions at one place have no right order.
  if (early.end > late.start || (early.start === late.start && early.end === late.end)) return undefined;
  return base.slice(0, early.start) + early.text + base.slice(early.end, late.start) + late.text + base.slice(late.end);
}

function replacementOf(base: string, next: string): Replacement {
  const shorter = Math.min(base.length, next.length);
  let start = 0;
  while (start < shorter && base.charCodeAt(start) === next.charCodeAt(start)) start++;
  let tail = 0;
  while (
    tail < shorter - start &&
    base.charCodeAt(base.length - 1 - tail) === next.charCodeAt(next.length - 1 - tail)
  ) {
    tail++;
  }
  return { start, end: base.length - tail, text: next.slice(start, next.length - tail) };
}
