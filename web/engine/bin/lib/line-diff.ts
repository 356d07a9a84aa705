/** One run of lines that differ: `from` lines of the old text become `to` lines of the new (positions from 0, ends exclusive). */
export interface Change {
  oldStart: number;
  oldEnd: number;
  newStart: number;
  newEnd: number;
}

/** Lines in which two texts differ, by Myers' O(ND) algorithm (1986). */
export function diffLines(before: readonly string[], after: readonly string[]): Change[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let oldEnd = before.length;
  let newEnd = after.length;
  while (oldEnd > start && newEnd > start && before[oldEnd - 1] === after[newEnd - 1]) {
    oldEnd--;
    newEnd--;
  }
  const matches = matchedPairs(before.slice(start, oldEnd), after.slice(start, newEnd));
  const changes: Change[] = [];
  let [oldAt, newAt] = [start, start];
  for (const [x, y] of [...matches, [oldEnd - start, newEnd - start] as const]) {
    if (oldAt < x + start || newAt < y + start)
      changes.push({ oldStart: oldAt, oldEnd: x + start, newStart: newAt, newEnd: y + start });
    [oldAt, newAt] = [x + start + 1, y + start + 1];
  }
  return changes;
}

/** Index pairs of a longest common subsequence. */
function matchedPairs(before: readonly string[], after: readonly string[]): [number, number][] {
  const size = before.length + after.length;
  let reach = new Map<number, number>([[1, 0]]);
  const history: Map<number, number>[] = [];
  for (let edits = 0; edits <= size; edits++) {
    history.push(new Map(reach));
    const next = new Map(reach);
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      const [down, right] = [next.get(diagonal + 1) ?? -1, next.get(diagonal - 1) ?? -1];
      let x = diagonal === -edits || (diagonal !== edits && right < down) ? down : right + 1;
      while (x < before.length && x - diagonal < after.length && before[x] === after[x - diagonal]) x++;
      next.set(diagonal, x);
      if (x >= before.length && x - diagonal >= after.length) return trace(history, before.length, after.length);
    }
    reach = next;
  }
  return [];
}

function trace(history: readonly Map<number, number>[], oldLength: number, newLength: number): [number, number][] {
  const pairs: [number, number][] = [];
  let [x, y] = [oldLength, newLength];
  for (let edits = history.length - 1; edits >= 0; edits--) {
    const reach = history[edits] ?? new Map<number, number>();
    const diagonal = x - y;
    const [down, right] = [reach.get(diagonal + 1) ?? -1, reach.get(diagonal - 1) ?? -1];
    const cameDown = diagonal === -edits || (diagonal !== edits && right < down);
    const previous = cameDown ? diagonal + 1 : diagonal - 1;
    const previousX = edits === 0 ? 0 : (reach.get(previous) ?? 0);
    const stopX = edits === 0 ? 0 : cameDown ? previousX : previousX + 1;
    while (x > stopX && y > 0) pairs.push([--x, --y]);
    x = previousX;
    y = edits === 0 ? 0 : previousX - previous;
  }
  return pairs.reverse();
}
