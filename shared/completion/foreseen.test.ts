import { expect, it } from "vitest";
import { Foreseen } from "./foreseen.ts";
import { completionLimits } from "./limits.ts";

const predictions = [{ token: 7, probability: 0.5 }];

it("keeps what follows a context until its state is another", () => {
  const foreseen = new Foreseen();
  const [file, layer] = [{}, {}];
  foreseen.holdFor(file, 1, layer);
  expect(foreseen.note([1, 23], predictions)).toBe(predictions);
  foreseen.holdFor(file, 1, layer);
  expect(foreseen.after([1, 23])).toBe(predictions);
  expect(foreseen.after([12, 3])).toBeUndefined();
  foreseen.holdFor(file, 2, layer);
  expect(foreseen.after([1, 23])).toBeUndefined();
});

it("keeps no more places than its limit", () => {
  const foreseen = new Foreseen();
  for (let token = 0; token <= completionLimits.maxForeseen; token++) foreseen.note([token], predictions);
  expect(foreseen.after([0])).toBeUndefined();
  expect(foreseen.after([completionLimits.maxForeseen])).toBe(predictions);
});
