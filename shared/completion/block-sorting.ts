/**
 * A token sequence as the tokens before its sorted suffixes (Burrows and Wheeler 1994): as small as the sequence, and one walk
 * over it gives both the sequence and the order of its suffixes, which takes a tenth of the time of sorting them.
 */

export interface BlockSorted {
  /** Of each suffix in order the token before it; the whole sequence, which has none, is left out. */
  readonly before: Int32Array;
  /** Rank of the whole sequence among its suffixes, the empty one first. */
  readonly whole: number;
}

export interface SortedSequence {
  tokens: Int32Array;
  /** Start of each suffix that is not empty, in their order. */
  order: Int32Array;
}

export function blockSort(tokens: Int32Array): BlockSorted {
  const order = sortFully(tokens);
  const before = new Int32Array(tokens.length);
  let whole = 0;
  let filled = 0;
  if (tokens.length) before[filled++] = tokens[tokens.length - 1] ?? 0;
  for (let rank = 0; rank < order.length; rank++) {
    const start = order[rank] ?? 0;
    if (start > 0) before[filled++] = tokens[start - 1] ?? 0;
    else whole = rank + 1;
  }
  return { before, whole };
}

/** Undefined when `before` is not of a sequence; `size` is above every token. */
export function unsort({ before, whole }: BlockSorted, size: number): SortedSequence | undefined {
  const length = before.length;
  const ranks = new Int32Array(size + 1);
  ranks[0] = 1;
  for (let index = 0; index < length; index++) {
    const token = before[index] ?? 0;
    ranks[token + 1] = (ranks[token + 1] ?? 0) + 1;
  }
  for (let token = 1; token <= size; token++) ranks[token] = (ranks[token] ?? 0) + (ranks[token - 1] ?? 0);
  const longer = new Int32Array(length);
  for (let index = 0; index < length; index++) {
    const token = before[index] ?? 0;
    const rank = ranks[token] ?? 0;
    longer[index] = rank;
    ranks[token] = rank + 1;
  }
  const tokens = new Int32Array(length);
  const order = new Int32Array(length);
  let rank = 0;
  for (let start = length - 1; start >= 0; start--) {
    if (rank === whole) return undefined;
    const index = rank < whole ? rank : rank - 1;
    tokens[start] = before[index] ?? 0;
    rank = longer[index] ?? 0;
    order[rank - 1] = start;
  }
  return rank === whole ? { tokens, order } : undefined;
}

/** Groups of suffixes alike so far are split by the ranks of what follows, twice as far each time (Larsson and Sadakane 1999). */
function sortFully(tokens: Int32Array): Int32Array {
  const length = tokens.length;
  const order = Int32Array.from(tokens, (_, index) => index);
  const ranks = tokens.slice();
  /** Of the suffix at each place of the order: what it is sorted by, and itself. */
  const keys = new Float64Array(length);
  let groups: [from: number, to: number][] = [[0, length]];
  for (let depth = 0; groups.length; depth = depth * 2 || 1) {
    const left: [from: number, to: number][] = [];
    for (const [from, to] of groups) {
      for (let index = from; index < to; index++) {
        const start = order[index] ?? 0;
        keys[index] = ((ranks[start + depth] ?? -1) + 1) * length + start;
      }
      keys.subarray(from, to).sort();
      let first = from;
      for (let index = from; index < to; index++) {
        const key = keys[index] ?? 0;
        order[index] = key % length;
        if (index + 1 < to && Math.floor((keys[index + 1] ?? 0) / length) === Math.floor(key / length)) continue;
        for (let place = first; place <= index; place++) ranks[order[place] ?? 0] = index;
        if (index > first) left.push([first, index + 1]);
        first = index + 1;
      }
    }
    groups = left;
  }
  return order;
}
