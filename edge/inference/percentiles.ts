/** The last measurements of one kind and where most of them lie. */
import { inferenceLimits } from "./limits.ts";

export interface Latencies {
  /** The last ones, in no order. */
  samples: readonly number[];
  /** All there ever were. */
  count: number;
  sum: number;
}

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
    this.sorted ??= inOrder(this.samples);
    return valueAt(this.sorted, share);
  }

  latencies(): Latencies {
    const { samples, count, sum } = this;
    return { samples: [...samples], count, sum };
  }
}

/** The value that `share` of the samples stay under, or undefined when there is none. */
export function percentile({ samples }: Latencies, share: number): number | undefined {
  return valueAt(inOrder(samples), share);
}

function inOrder(samples: readonly number[]): number[] {
  return samples.toSorted((left, right) => left - right);
}

function valueAt(sorted: readonly number[], share: number): number | undefined {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}
