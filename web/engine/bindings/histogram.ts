/** `perf_hooks.createHistogram` and `monitorEventLoopDelay`; a script of its own, run when perf_hooks is first used. */
import type { EngineRuntime } from "../boot/bootstrap.ts";
import type { Binding } from "../boot/runtime.ts";
import { codedError } from "../boot/uv-errors.ts";
import { Buckets } from "./histogram-buckets.ts";

/** V8's largest 64-bit number stands for "no value yet". */
const none = { number: 9223372036854776000, bigint: 9223372036854775807n } as const;
const ranges = { lowest: 1, highest: Number.MAX_SAFE_INTEGER, figures: 3 } as const;
const nanoseconds = 1e6;
const notWritten = ["ksTest", "welchTest", "mannWhitneyTest", "cohensD", "cliffsD", "percentileCI"];

interface Travelling {
  number: string;
  range: number[];
  counts: Map<number, number>;
  exceeds: number;
}

export function createBinding(runtime: EngineRuntime): Binding {
  const { performance } = runtime.host;

  class Histogram {
    buckets: Buckets;
    readonly #weight: number;
    readonly #threshold: number;
    #average = { mean: 0, variance: 0, errorRate: 0, begun: false };
    #last = 0;
    constructor(
      lowest: number | bigint = ranges.lowest,
      highest: number | bigint = ranges.highest,
      figures: number = ranges.figures,
      halfLife = 0,
      threshold = 0,
    ) {
      this.buckets = new Buckets(Number(lowest), Number(highest), figures);
      Object.defineProperty(this, "buckets", { enumerable: false });
      this.#weight = halfLife > 0 ? 1 - 2 ** (-1 / halfLife) : 0;
      this.#threshold = threshold;
    }
    record(value: number | bigint): void {
      if (this.buckets.add(Number(value))) this.#follow(Number(value));
    }
    recordCorrected(value: number | bigint, interval: number | bigint): void {
      this.record(value);
      for (let missed = Number(value) - Number(interval); missed >= Number(interval); missed -= Number(interval)) {
        this.record(missed);
      }
    }
    /** Nanoseconds since the last call; the first one only begins. */
    recordDelta(): number {
      const now = performance.now();
      const delta = this.#last > 0 ? Math.round((now - this.#last) * nanoseconds) : 0;
      if (delta > 0) this.record(delta);
      this.#last = now;
      return delta;
    }
    /** Recent values weigh more: half as much after each half-life. */
    #follow(value: number): void {
      if (this.#weight === 0) return;
      const failed = this.#threshold > 0 && value > this.#threshold ? 1 : 0;
      const now = this.#average;
      if (!now.begun) {
        this.#average = { mean: value, variance: 0, errorRate: failed, begun: true };
        return;
      }
      const delta = value - now.mean;
      now.variance = (1 - this.#weight) * (now.variance + this.#weight * delta ** 2);
      now.mean += this.#weight * delta;
      now.errorRate += this.#weight * (failed - now.errorRate);
    }
    ewmaMean(): number {
      return this.#average.mean;
    }
    ewmaStddev(): number {
      return Math.sqrt(this.#average.variance);
    }
    ewmaErrorRate(): number {
      return this.#average.errorRate;
    }
    count(): number {
      return this.buckets.total;
    }
    exceeds(): number {
      return this.buckets.exceeds;
    }
    min(): number {
      return this.buckets.total === 0 ? none.number : this.buckets.lowest(this.buckets.smallest);
    }
    max(): number {
      return this.buckets.total === 0 ? 0 : this.buckets.highest(this.buckets.largest);
    }
    countBigInt(): bigint {
      return BigInt(this.count());
    }
    exceedsBigInt(): bigint {
      return BigInt(this.exceeds());
    }
    minBigInt(): bigint {
      return this.buckets.total === 0 ? none.bigint : BigInt(this.min());
    }
    maxBigInt(): bigint {
      return BigInt(this.max());
    }
    mean(): number {
      return this.buckets.mean();
    }
    stddev(): number {
      return Math.sqrt(this.buckets.moment(2));
    }
    skewness(): number {
      const deviation = this.stddev();
      return this.buckets.total < 2 || deviation === 0
        ? 0
        : this.buckets.moment(3) / (deviation * deviation * deviation);
    }
    kurtosis(): number {
      if (this.buckets.total < 2) return 0;
      const spread = this.buckets.moment(2);
      return spread === 0 ? 0 : this.buckets.moment(4) / spread ** 2 - 3;
    }
    cdf(value: number): number {
      return this.buckets.cumulative(value);
    }
    countAt(value: number): number {
      return this.buckets.counts.get(this.buckets.lowest(value)) ?? 0;
    }
    percentile(percent: number): number {
      return this.buckets.percentile(percent);
    }
    percentileBigInt(percent: number): bigint {
      return BigInt(this.percentile(percent));
    }
    percentiles(map: Map<number, number>): void {
      for (const [percent, value] of this.buckets.percentiles()) map.set(percent, value);
    }
    percentilesBigInt(map: Map<number, bigint>): void {
      for (const [percent, value] of this.buckets.percentiles()) map.set(percent, BigInt(value));
    }
    percentilesAt(map: Map<number, number>, percents: Float64Array): void {
      for (const percent of percents) map.set(percent, this.percentile(percent));
    }
    linearBuckets(step: number, map: Map<number, number>): void {
      this.#spread(map, step, (end) => end + step);
    }
    logBuckets(first: number, base: number, map: Map<number, number>): void {
      this.#spread(map, first, (end) => end * base);
    }
    /** Counts of what lies between one end and the next. */
    #spread(map: Map<number, number>, first: number, following: (end: number) => number): void {
      let end = first;
      map.set(end, 0);
      for (const [value, count] of this.buckets.sorted()) {
        while (value > end) {
          end = following(end);
          map.set(end, 0);
        }
        map.set(end, (map.get(end) ?? 0) + count);
      }
    }
    reset(): void {
      this.buckets.clear();
      this.#average = { mean: 0, variance: 0, errorRate: 0, begun: false };
      this.#last = 0;
    }
    add(other: Histogram): void {
      for (const [value, count] of other.buckets.counts) this.buckets.add(value, count);
      this.buckets.exceeds += other.buckets.exceeds;
    }
    subtract(other: Histogram): void {
      for (const [value, count] of other.buckets.counts) this.buckets.take(this.buckets.lowest(value), count);
      this.buckets.recount();
    }
  }
  for (const name of notWritten) {
    Object.defineProperty(Histogram.prototype, name, {
      value() {
        throw codedError(
          Error,
          "ERR_FEATURE_UNAVAILABLE_ON_PLATFORM",
          `Histogram's ${name}() is not written in the Glasshouse engine; its counts are there by percentiles and linearBuckets().`,
        );
      },
    });
  }

  /** How late a timer of that many milliseconds comes, which is how long the loop was busy. */
  class IntervalHistogram extends Histogram {
    readonly #resolution: number;
    #timer: number | undefined;
    constructor(resolution: number) {
      super();
      this.#resolution = resolution;
    }
    start(reset?: boolean): void {
      if (reset) this.reset();
      this.recordDelta();
      const tick = (): void => {
        this.#timer = runtime.host.setTimeout(tick, this.#resolution);
        this.recordDelta();
      };
      this.#timer = runtime.host.setTimeout(tick, this.#resolution);
    }
    stop(): void {
      if (this.#timer !== undefined) runtime.host.clearTimeout(this.#timer);
      this.#timer = undefined;
    }
  }

  // Natively a copy counts with its original. That can be so within a thread; another thread gets the counts of the moment.
  const sent = new Map<string, WeakRef<Buckets>>();
  const numbers = new WeakMap<Buckets, string>();
  let nextNumber = 1;
  runtime.hostObjects.register("performance:Histogram", Histogram.prototype, {
    cloneable: true,
    transferable: false,
    write(object) {
      const { buckets } = object as Histogram;
      const { lowestValue, highestValue, figures, counts, exceeds } = buckets;
      const known = numbers.get(buckets) ?? `${runtime.start?.thread?.id ?? 0}:${nextNumber++}`;
      numbers.set(buckets, known);
      sent.set(known, new WeakRef(buckets));
      return { number: known, range: [lowestValue, highestValue, figures], counts, exceeds };
    },
    read(data) {
      // Written by `write` in a thread of this process.
      const { number, range, counts, exceeds } = data as Travelling;
      const copy = new Histogram(...range);
      const shared = sent.get(number)?.deref();
      if (shared) {
        copy.buckets = shared;
        return copy;
      }
      for (const [value, count] of counts) copy.buckets.add(value, count);
      copy.buckets.exceeds = exceeds;
      return copy;
    },
  });
  return { Histogram, createELDHistogram: (resolution: number) => new IntervalHistogram(resolution) };
}
