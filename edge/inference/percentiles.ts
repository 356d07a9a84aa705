/** The last measurements of one kind and where most of them lie. */
import { inferenceLimits } from "./limits.ts";

export class Percentiles {
  private readonly samples: number[] = [];
  private sorted: number[] | undefined;
  /** All there ever were. */
  count = 0;
  sum = 0;

  add(value: number): void {
    this.samples[this.count % inferenceLimits.latencySamples] = value;
    this.count += 1;
    this.sum += value;
    this.sorted = undefined;
  }

  /** The value that `share` of the last samples stay under, or undefined before the first. */
  at(share: number): number | undefined {
    this.sorted ??= this.samples.toSorted((left, right) => left - right);
    return this.sorted[Math.min(this.sorted.length - 1, Math.floor(this.sorted.length * share))];
  }
}
