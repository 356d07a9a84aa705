/** Where the end of a context was written before at its longest, and what followed there. */
export interface Match {
  /** What followed. */
  next: number;
  /** Tokens that are the same, at most `maxMatchTokens`. */
  length: number;
}

export const maxMatchTokens = 40;
/** Shorter ones say nothing. */
const minMatchTokens = 2;

/** The longest in `tokens` before `end`; the last of them when several are as long. */
export function longestMatch(tokens: ArrayLike<number>, end: number, context: ArrayLike<number>): Match | undefined {
  const last = context[context.length - 1];
  let best: Match | undefined;
  for (let place = end - 1; place >= minMatchTokens; place--) {
    if (tokens[place - 1] !== last) continue;
    const length = matchLength(tokens, place, context);
    if (length < minMatchTokens || length <= (best?.length ?? 0)) continue;
    best = { next: tokens[place] ?? 0, length };
    if (length === maxMatchTokens) break;
  }
  return best;
}

/** How many tokens before `place` are those at the end of `context`. */
export function matchLength(tokens: ArrayLike<number>, place: number, context: ArrayLike<number>): number {
  const most = Math.min(maxMatchTokens, context.length, place);
  let length = 0;
  while (length < most && tokens[place - 1 - length] === context[context.length - 1 - length]) length++;
  return length;
}
