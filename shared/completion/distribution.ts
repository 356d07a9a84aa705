/** How often each token follows a context. */
export interface Distribution {
  readonly counts: ReadonlyMap<number, number>;
  readonly total: number;
  /** The most frequent tokens, most frequent first, when there are many; all of them otherwise. */
  likely(): readonly number[];
}

const manyTokens = 32;

export function likelyTokens(counts: ReadonlyMap<number, number>): readonly number[] {
  if (counts.size <= manyTokens) return [...counts.keys()];
  return [...counts]
    .sort((left, right) => right[1] - left[1])
    .slice(0, manyTokens)
    .map(([token]) => token);
}

export function distributionOf(counts: ReadonlyMap<number, number>, total: number): Distribution {
  let likely: readonly number[] | undefined;
  return { counts, total, likely: () => (likely ??= likelyTokens(counts)) };
}
