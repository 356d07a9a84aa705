/** How much of the longer text an edit from one to the other leaves: 1 when they are the same, 0 when nothing is. */
export function similarity(left: string, right: string): number {
  const longer = Math.max(left.length, right.length);
  return longer ? 1 - editDistance(left, right) / longer : 1;
}

/** Levenshtein's distance, one row at a time. */
function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let from = 1; from <= left.length; from++) {
    const next = [from];
    for (let to = 1; to <= right.length; to++) {
      const same = left[from - 1] === right[to - 1];
      next.push(Math.min((row[to] ?? 0) + 1, (next[to - 1] ?? 0) + 1, (row[to - 1] ?? 0) + (same ? 0 : 1)));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
