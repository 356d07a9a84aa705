/** Suffixes of a token sequence sorted to a fixed depth by least-significant-digit radix, so that every n-gram up to that depth can be counted. */
import { type Distribution, distributionOf } from "./distribution.ts";
import { type Match, matchLength } from "./longest-match.ts";

/** Ranges above this are asked for again and again (after a dot, after a comma) and are kept. */
const cacheAboveCount = 400;
const maxCached = 20_000;
/** Tokens that a longer match begins with, and places it is looked for at. */
const minMatchOrder = 2;
const maxMatchesRead = 32;

/** A range of the sorted suffixes that share a context. */
export interface SuffixRange {
  readonly low: number;
  readonly high: number;
}

export class SuffixArray {
  private readonly tokens: Int32Array;
  private readonly depth: number;
  private readonly order: Int32Array;
  /** Start of the suffixes that begin with each token. */
  private readonly firsts: Int32Array;
  private readonly cache = new Map<number, Distribution>();

  /** Builds one in steps of a few milliseconds each. */
  static *steps(tokens: Int32Array, vocabularySize: number, depth: number): Generator<undefined, SuffixArray> {
    return new SuffixArray(tokens, vocabularySize, depth, yield* sortSuffixes(tokens, vocabularySize, depth));
  }

  /** `vocabularySize` is above every id in `tokens`; `order` is given where they are sorted already. */
  constructor(tokens: Int32Array, vocabularySize: number, depth: number, order?: Int32Array) {
    this.tokens = tokens;
    this.depth = depth;
    this.order = order ?? finished(sortSuffixes(tokens, vocabularySize, depth));
    this.firsts = new Int32Array(vocabularySize + 1);
    for (let index = 0; index < tokens.length; index++) {
      const above = (tokens[index] ?? 0) + 1;
      this.firsts[above] = (this.firsts[above] ?? 0) + 1;
    }
    for (let id = 1; id <= vocabularySize; id++) this.firsts[id] = (this.firsts[id] ?? 0) + (this.firsts[id - 1] ?? 0);
  }

  get length(): number {
    return this.tokens.length;
  }

  /** How often the sequence holds a token. */
  count(token: number): number {
    const end = this.firsts[token + 1];
    return end === undefined ? 0 : end - (this.firsts[token] ?? 0);
  }

  /** The suffixes that begin with `context[from]` … its end, or undefined when there is none. */
  range(context: readonly number[], from: number): SuffixRange | undefined {
    const first = context[from] ?? -1;
    let low = this.firsts[first] ?? 0;
    let high = this.firsts[first + 1] ?? 0;
    for (let index = from + 1; index < context.length && low < high; index++) {
      const token = context[index] ?? -1;
      low = this.lowerBound(low, high, index - from, token);
      high = this.lowerBound(low, high, index - from, token + 1);
    }
    return low < high ? { low, high } : undefined;
  }

  /** Where the end of a context stands at its longest; of many places that share the longest sorted context some are looked at. */
  longestMatch(context: readonly number[]): Match | undefined {
    for (let order = Math.min(this.depth - 1, context.length); order >= minMatchOrder; order--) {
      const range = this.range(context, context.length - order);
      if (!range) continue;
      const step = Math.ceil((range.high - range.low) / maxMatchesRead);
      let best: Match | undefined;
      for (let rank = range.low; rank < range.high; rank += step) {
        const place = (this.order[rank] ?? 0) + order;
        const length = matchLength(this.tokens, place, context);
        if (length > (best?.length ?? 0)) best = { next: this.tokens[place] ?? -1, length };
      }
      return best;
    }
    return undefined;
  }

  /** What follows a context of `contextLength` tokens in `range`. */
  next(range: SuffixRange, contextLength: number): Distribution {
    const cacheable = range.high - range.low > cacheAboveCount;
    const key = range.low * 16 + contextLength;
    const cached = cacheable ? this.cache.get(key) : undefined;
    if (cached) return cached;
    const distribution = this.countNext(range, contextLength);
    if (cacheable) {
      if (this.cache.size >= maxCached) this.cache.clear();
      this.cache.set(key, distribution);
    }
    return distribution;
  }

  private countNext(range: SuffixRange, offset: number): Distribution {
    const counts = new Map<number, number>();
    let total = 0;
    let start = range.low;
    while (start < range.high) {
      const token = this.tokenAt(start, offset);
      let step = 1;
      let probe = start + 1;
      while (probe < range.high && this.tokenAt(probe, offset) === token) {
        step *= 2;
        probe = Math.min(range.high, probe + step);
      }
      const end = this.lowerBound(start, Math.min(probe, range.high), offset, token + 1);
      if (token >= 0) {
        counts.set(token, end - start);
        total += end - start;
      }
      start = end;
    }
    return distributionOf(counts, total);
  }

  private tokenAt(rank: number, offset: number): number {
    return this.tokens[(this.order[rank] ?? 0) + offset] ?? -1;
  }

  private lowerBound(from: number, to: number, offset: number, token: number): number {
    let low = from;
    let high = to;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.tokenAt(middle, offset) < token) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Runs steps to their end at once. */
export function finished<Result>(steps: Generator<undefined, Result>): Result {
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

/** Start of each suffix, in the order of their first `depth` tokens; one step a pass. */
function* sortSuffixes(tokens: Int32Array, vocabularySize: number, depth: number): Generator<undefined, Int32Array> {
  const length = tokens.length;
  let current = new Int32Array(length);
  let sorted = new Int32Array(length);
  for (let index = 0; index < length; index++) current[index] = index;
  // Bucket 0 is the end of the sequence, bucket t + 1 is token t.
  const starts = new Int32Array(vocabularySize + 2);
  for (let offset = depth - 1; offset >= 0; offset--) {
    starts.fill(0);
    for (let index = 0; index < length; index++) {
      const bucket = (tokens[index + offset] ?? -1) + 2;
      starts[bucket] = (starts[bucket] ?? 0) + 1;
    }
    for (let bucket = 1; bucket < starts.length; bucket++)
      starts[bucket] = (starts[bucket] ?? 0) + (starts[bucket - 1] ?? 0);
    for (let index = 0; index < length; index++) {
      const position = current[index] ?? 0;
      const bucket = (tokens[position + offset] ?? -1) + 1;
      const place = starts[bucket] ?? 0;
      starts[bucket] = place + 1;
      sorted[place] = position;
    }
    [current, sorted] = [sorted, current];
    yield;
  }
  return current;
}
