/** Prefix codes of DEFLATE (RFC 1951, 3.2.2) as one flat table a code. */

/** `entries[next bits]` is `symbol * 16 + length`; 0 where no code begins with these bits. */
export interface PrefixCode {
  entries: Uint16Array;
  bits: number;
}

const longest = 15;

/** Undefined when the lengths claim more or, unless a single code stands alone, fewer codes than there are. */
export function createPrefixCode(lengths: Uint8Array, mayBeIncomplete: boolean): PrefixCode | undefined {
  const counts = new Uint16Array(longest + 1);
  for (const length of lengths) counts[length] = (counts[length] ?? 0) + 1;
  counts[0] = 0;
  let bits = longest;
  while (bits > 1 && counts[bits] === 0) bits--;
  const next = new Uint16Array(longest + 2);
  let left = 1;
  for (let length = 1; length <= longest; length++) {
    left = 2 * left - (counts[length] ?? 0);
    if (left < 0) return undefined;
    next[length + 1] = ((next[length] ?? 0) + (counts[length] ?? 0)) << 1;
  }
  if (left > 0 && !(mayBeIncomplete && bits === 1)) return undefined;
  const entries = new Uint16Array(1 << bits);
  for (let symbol = 0; symbol < lengths.length; symbol++) {
    const length = lengths[symbol] ?? 0;
    if (length === 0) continue;
    const code = next[length] ?? 0;
    next[length] = code + 1;
    for (let at = reverse(code, length); at < entries.length; at += 1 << length) entries[at] = symbol * 16 + length;
  }
  return { entries, bits };
}

function reverse(code: number, length: number): number {
  let result = 0;
  for (let bit = 0; bit < length; bit++) result |= ((code >> bit) & 1) << (length - 1 - bit);
  return result;
}
