import { expect, it } from "vitest";
import { fc } from "../../test/support/property.ts";
import { blockSort, unsort } from "./block-sorting.ts";

const size = 5;
const sequence = fc.array(fc.integer({ min: 0, max: size - 1 }), { maxLength: 80 });

const compare = (left: readonly number[], right: readonly number[]): number => {
  for (let index = 0; ; index++) {
    const difference = (left[index] ?? -1) - (right[index] ?? -1);
    if (difference || index >= left.length) return difference;
  }
};

it("a sequence comes back, with its suffixes in order, however long they are alike", () => {
  fc.assert(
    fc.property(sequence, fc.integer({ min: 1, max: 4 }), (part, times) => {
      const tokens = Array.from({ length: times }, () => part).flat();
      const back = unsort(blockSort(Int32Array.from(tokens)), size);
      expect([...(back?.tokens ?? [])]).toEqual(tokens);
      const byHand = [...tokens.keys()].sort((left, right) => compare(tokens.slice(left), tokens.slice(right)));
      expect([...(back?.order ?? [])]).toEqual(byHand);
    }),
  );
});

it("tokens that no sequence sorts to are refused", () => {
  const { before, whole } = blockSort(Int32Array.of(1, 2, 3, 1, 2, 4));
  expect(unsort({ before, whole: whole + 1 }, size)).toBeUndefined();
  expect(unsort({ before: Int32Array.of(0, 1, 1, 0), whole: 0 }, size)).toBeUndefined();
});
