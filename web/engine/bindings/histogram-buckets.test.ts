import { createHistogram } from "node:perf_hooks";
import { describe, expect, it } from "vitest";
import { Buckets } from "./histogram-buckets.ts";

function both(values: number[], options: { lowest?: number; highest?: number; figures?: number } = {}) {
  const native = createHistogram(options);
  const ours = new Buckets(options.lowest ?? 1, options.highest ?? Number.MAX_SAFE_INTEGER, options.figures ?? 3);
  for (const value of values) {
    native.record(value);
    ours.add(value);
  }
  return { native, ours };
}

const spread = Array.from({ length: 14_286 }, (_, index) => 1 + index * 7);
const wild = [1, 2, 2 ** 31 + 5, 2 ** 40 + 12_345, Number.MAX_SAFE_INTEGER];
const cases: [string, number[], object][] = [
  ["even values", spread, {}],
  ["small and huge ones", wild, {}],
  ["two figures", spread, { figures: 2 }],
  ["five figures", wild, { figures: 5 }],
  ["a coarse unit", spread, { lowest: 64 }],
  ["one value", [5], {}],
];

describe("a histogram counts as Node's", () => {
  for (const [title, values, options] of cases) {
    it(title, () => {
      const { native, ours } = both(values, options);
      const percents = [0.1, 1, 50, 90, 99, 99.9, 100];
      expect({
        count: ours.total,
        min: ours.lowest(ours.smallest),
        max: ours.highest(ours.largest),
        at: percents.map((percent) => ours.percentile(percent)),
        steps: new Map(ours.percentiles()),
      }).toEqual({
        count: native.count,
        min: native.min,
        max: native.max,
        at: percents.map((percent) => native.percentile(percent)),
        steps: native.percentiles,
      });
      expect(ours.mean()).toBeCloseTo(native.mean, 4);
      expect(Math.sqrt(ours.moment(2)) / Math.max(1, native.stddev)).toBeCloseTo(native.stddev > 0 ? 1 : 0, 4);
    });
  }

  it("values beyond the range are told apart", () => {
    const { native, ours } = both([5, 3000, 9_999_999], { highest: 1000 });
    expect([ours.total + ours.exceeds, native.count + native.exceeds]).toEqual([3, 3]);
  });
});
