import { expect, it } from "vitest";
import { expectedError, reliability } from "./reliability.ts";

const judged = (probability: number, outcomes: readonly boolean[]) => outcomes.map((right) => ({ probability, right }));

it("an engine that is right as often as it says has no calibration error", () => {
  expect(expectedError(reliability(judged(0.75, [true, true, true, false])))).toBe(0);
  expect(expectedError(reliability([]))).toBe(0);
});

it("over-confidence is counted by how much and how often", () => {
  const bins = reliability([...judged(0.95, [true, false]), ...judged(1, [true, true]), ...judged(0.05, [false])]);
  expect(bins).toHaveLength(10);
  expect(bins[9]).toEqual({ from: 0.9, count: 4, stated: 0.975, right: 0.75 });
  expect(expectedError(bins)).toBeCloseTo(0.8 * 0.225 + 0.2 * 0.05);
});
