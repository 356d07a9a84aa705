import { expect, it } from "vitest";
import { partWorthShowing } from "./shown-part.ts";

const taste = { minProbability: 0.4, wrongCostChars: 6, minChars: 4 };
const line = (probabilities: number[]) => ({
  tokens: probabilities.map((_, index) => index + 2),
  probabilities,
  probability: 0,
  complete: false,
});

it("goes on while more is to be gained than risked", () => {
  expect(partWorthShowing(line([0.9, 0.9, 0.9]), [5, 5, 5], 0, taste)).toMatchObject({ count: 3 });
  expect(partWorthShowing(line([0.9, 0.5, 0.9]), [20, 2, 2], 0, taste)).toMatchObject({ count: 1, probability: 0.9 });
});

it("shows nothing that is unlikely, too short, or stands there already", () => {
  expect(partWorthShowing(line([0.3]), [40], 0, taste)).toBeUndefined();
  expect(partWorthShowing(line([0.5]), [5], 0, taste)).toBeUndefined();
  expect(partWorthShowing(line([0.9]), [3], 0, taste)).toBeUndefined();
  expect(partWorthShowing(line([0.9]), [6], 4, taste)).toBeUndefined();
});

it("who asked by key sees all that is likely enough", () => {
  const asked = { minProbability: 0.12, minChars: 1 };
  expect(partWorthShowing(line([0.9, 0.5, 0.9, 0.2]), [20, 2, 2, 9], 0, asked)).toMatchObject({ count: 3 });
});
