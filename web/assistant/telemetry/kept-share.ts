/** Share of `accepted` that is still in `now`, in order: the longest common subsequence, without what was typed in between. */
export function keptShare(accepted: string, now: string): number {
  if (accepted.length === 0) return 0;
  if (now.includes(accepted)) return 1;
  let row = new Uint32Array(now.length + 1);
  for (const character of accepted) {
    const next = new Uint32Array(now.length + 1);
    for (let index = 1; index <= now.length; index++) {
      const same = character === now[index - 1] ? (row[index - 1] ?? 0) + 1 : 0;
      next[index] = Math.max(same, row[index] ?? 0, next[index - 1] ?? 0);
    }
    row = next;
  }
  return (row[now.length] ?? 0) / accepted.length;
}
