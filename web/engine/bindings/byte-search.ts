/** Buffer's comparisons and searches. */

export function compareBytes(left: Uint8Array, right: Uint8Array): number {
  const shared = Math.min(left.length, right.length);
  for (let index = 0; index < shared; index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference < 0 ? -1 : 1;
  }
  return Math.sign(left.length - right.length);
}

/** First (or, backwards, last) place of `needle` from `offset`; `step` 2 finds only even places, for UTF-16. */
export function findBytes(
  haystack: Uint8Array,
  needle: Uint8Array,
  offset: number,
  forward: boolean,
  step: 1 | 2,
): number {
  const length = haystack.length;
  let from = offset;
  if (from < 0) {
    if (from + length >= 0) from += length;
    else if (forward || needle.length === 0) from = 0;
    else return -1;
  } else if (from + needle.length > length) {
    if (needle.length === 0) return length;
    if (forward) return -1;
    from = length - 1;
  }
  if (needle.length === 0) return from;
  if (length === 0) return -1;
  const matches = (at: number) => needle.every((byte, index) => haystack[at + index] === byte);
  if (forward) {
    for (let at = from; at + needle.length <= length; at++) {
      // A Buffer's own indexOf would ask us again.
      const next = Uint8Array.prototype.indexOf.call(haystack, needle[0] ?? 0, at);
      if (next < 0 || next + needle.length > length) return -1;
      at = next;
      if ((step === 1 || at % 2 === 0) && matches(at)) return at;
    }
    return -1;
  }
  for (let at = Math.min(from, length - needle.length); at >= 0; at--) {
    if ((step === 1 || at % 2 === 0) && matches(at)) return at;
  }
  return -1;
}
