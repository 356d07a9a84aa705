/**
 * Counts of values, kept to a number of significant figures: the layout of HdrHistogram (hdrhistogram.org), of which only buckets in
 * use take memory. A value's bucket starts at `lowest(value)` and is `size(value)` wide.
 */
export class Buckets {
  readonly lowestValue: number;
  readonly highestValue: number;
  readonly figures: number;
  readonly #unit: number;
  readonly #halfBits: number;
  /** Lowest value of a bucket → how many. */
  counts = new Map<number, number>();
  total = 0;
  exceeds = 0;
  smallest = Number.POSITIVE_INFINITY;
  largest = 0;

  constructor(lowestValue: number, highestValue: number, figures: number) {
    this.lowestValue = lowestValue;
    this.highestValue = highestValue;
    this.figures = figures;
    this.#unit = Math.floor(Math.log2(lowestValue));
    this.#halfBits = Math.max(1, Math.ceil(Math.log2(2 * 10 ** figures))) - 1;
  }

  size(value: number): number {
    const bits = value < 1 ? 0 : Math.floor(log2(value)) + 1;
    return 2 ** Math.max(this.#unit, bits - (this.#halfBits + 1));
  }
  lowest(value: number): number {
    const size = this.size(value);
    return Math.floor(value / size) * size;
  }
  highest(value: number): number {
    return this.lowest(value) + this.size(value) - 1;
  }
  middle(value: number): number {
    return this.lowest(value) + Math.floor(this.size(value) / 2);
  }

  /** False when the value is beyond the range. */
  add(value: number, count = 1): boolean {
    if (value > this.highestValue || value < 0) {
      this.exceeds += count;
      return false;
    }
    const key = this.lowest(value);
    this.counts.set(key, (this.counts.get(key) ?? 0) + count);
    this.total += count;
    if (value > this.largest) this.largest = value;
    if (value < this.smallest) this.smallest = value;
    return true;
  }
  take(key: number, count: number): void {
    const left = Math.max(0, (this.counts.get(key) ?? 0) - count);
    if (left > 0) this.counts.set(key, left);
    else this.counts.delete(key);
  }
  recount(): void {
    const sorted = this.sorted();
    this.total = sorted.reduce((sum, [, count]) => sum + count, 0);
    this.smallest = sorted[0]?.[0] ?? Number.POSITIVE_INFINITY;
    this.largest = sorted.at(-1)?.[0] ?? 0;
  }
  clear(): void {
    this.counts.clear();
    this.total = 0;
    this.exceeds = 0;
    this.smallest = Number.POSITIVE_INFINITY;
    this.largest = 0;
  }
  sorted(): [value: number, count: number][] {
    return [...this.counts].sort(([a], [b]) => a - b);
  }

  mean(): number {
    return this.#average((value) => value);
  }
  /** The mean of the n-th power of the distance from the mean. */
  moment(power: number): number {
    const mean = this.mean();
    return this.#average((value) => (value - mean) ** power);
  }
  #average(of: (value: number) => number): number {
    let sum = 0;
    for (const [value, count] of this.counts) sum += of(this.middle(value)) * count;
    return sum / this.total;
  }

  percentile(percent: number): number {
    const wanted = Math.max(1, Math.floor((Math.min(percent, 100) / 100) * this.total + 0.5));
    let seen = 0;
    for (const [value, count] of this.sorted()) {
      seen += count;
      if (seen >= wanted) return this.highest(value);
    }
    return 0;
  }
  /** 0, 50, 75, 87.5 … 100: each step halves the distance to the end. */
  *percentiles(): Generator<[percent: number, value: number]> {
    let next = 0;
    let seen = 0;
    let last = 0;
    for (const [value, count] of this.sorted()) {
      seen += count;
      last = value;
      while (next <= (100 * seen) / this.total) {
        yield [next, value];
        next += 100 / 2 ** (Math.floor(Math.log2(100 / (100 - next))) + 1);
        // The last value is told once, then as the end.
        if (seen === this.total) break;
      }
    }
    yield [100, last];
  }
  /** Share of the values up to this one. */
  cumulative(value: number): number {
    if (this.total === 0) return 0;
    let seen = 0;
    for (const [key, count] of this.counts) if (key <= value) seen += count;
    return seen / this.total;
  }
}

/** Exact at powers of two, which Math.log2 misses by a bit. */
function log2(value: number): number {
  const guess = Math.floor(Math.log2(value));
  if (2 ** guess > value) return guess - 1;
  return 2 ** (guess + 1) <= value ? guess + 1 : guess;
}
