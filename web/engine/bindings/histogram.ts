/** `perf_hooks.createHistogram`: every value is kept exactly, as their number is small in a browser. */
import type { Binding } from "../boot/runtime.ts";

const emptyMinimum = 9223372036854776000;

export class Histogram {
  #values: number[] = [];
  #sorted = true;
  #last = performance.now();

  #ordered(): number[] {
    if (!this.#sorted) this.#values.sort((a, b) => a - b);
    this.#sorted = true;
    return this.#values;
  }
  record(value: number | bigint): void {
    this.#values.push(Number(value));
    this.#sorted = false;
  }
  recordDelta(): void {
    const now = performance.now();
    this.record(Math.round((now - this.#last) * 1e6));
    this.#last = now;
  }
  count(): number {
    return this.#values.length;
  }
  countBigInt(): bigint {
    return BigInt(this.count());
  }
  exceeds(): number {
    return 0;
  }
  exceedsBigInt(): bigint {
    return 0n;
  }
  min(): number {
    return this.#ordered()[0] ?? emptyMinimum;
  }
  minBigInt(): bigint {
    return BigInt(this.min());
  }
  max(): number {
    return this.#ordered().at(-1) ?? 0;
  }
  maxBigInt(): bigint {
    return BigInt(this.max());
  }
  mean(): number {
    return this.#values.reduce((total, value) => total + value, 0) / this.#values.length;
  }
  stddev(): number {
    const mean = this.mean();
    return Math.sqrt(this.#values.reduce((total, value) => total + (value - mean) ** 2, 0) / this.#values.length);
  }
  percentile(percent: number): number {
    const values = this.#ordered();
    return values[Math.max(0, Math.ceil((percent / 100) * values.length) - 1)] ?? 0;
  }
  percentileBigInt(percent: number): bigint {
    return BigInt(this.percentile(percent));
  }
  percentiles(map: Map<number, number>): void {
    for (const percent of [0, 50, 75, 90, 99, 100]) map.set(percent, this.percentile(percent));
  }
  percentilesBigInt(map: Map<number, bigint>): void {
    for (const percent of [0, 50, 75, 90, 99, 100]) map.set(percent, this.percentileBigInt(percent));
  }
  reset(): void {
    this.#values = [];
  }
  add(other: Histogram): void {
    this.#values.push(...other.#values);
    this.#sorted = false;
  }
  /** Event-loop delay is not sampled: an interval histogram stays empty. */
  start(): void {}
  stop(): void {}
}

export function histogramMembers(): Binding {
  return { Histogram, createELDHistogram: () => new Histogram() };
}
