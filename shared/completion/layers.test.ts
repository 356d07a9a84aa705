import { describe, expect, it } from "vitest";
import { fc } from "../../test/support/property.ts";
import { FileModel } from "./file-model.ts";
import { SuffixArray } from "./suffix-array.ts";

const small = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 60 });
const context = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 });

/** What follows `wanted` in `sequence`, counted the slow way. */
function countByHand(sequence: readonly number[], wanted: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (let end = wanted.length; end < sequence.length; end++) {
    const matches = wanted.every((token, index) => sequence[end - wanted.length + index] === token);
    const next = sequence[end];
    if (matches && next !== undefined) counts.set(next, (counts.get(next) ?? 0) + 1);
  }
  return counts;
}

const sorted = (counts: ReadonlyMap<number, number>) => [...counts].sort((left, right) => left[0] - right[0]);

describe("suffix array", () => {
  it("counts what follows any context as a scan does", () => {
    fc.assert(
      fc.property(small, context, (sequence, wanted) => {
        const suffixes = new SuffixArray(Int32Array.from(sequence), 5, 8);
        const range = suffixes.range(wanted, 0);
        const counts = range ? suffixes.next(range, wanted.length).counts : new Map<number, number>();
        expect(sorted(counts)).toEqual(sorted(countByHand(sequence, wanted)));
      }),
    );
  });

  it("a token above its vocabulary is simply not there", () => {
    expect(new SuffixArray(Int32Array.of(1, 2), 5, 8).range([99], 0)).toBeUndefined();
    expect(new SuffixArray(new Int32Array(0), 5, 8).range([1], 0)).toBeUndefined();
    for (const token of [3, 4, 5, 6, 99]) expect(new SuffixArray(Int32Array.of(1, 2), 5, 8).count(token)).toBe(0);
  });
});

describe("file model", () => {
  it("counts what follows any context as a scan does", () => {
    fc.assert(
      fc.property(small, context, (sequence, wanted) => {
        const model = new FileModel(6);
        for (const index of sequence.keys()) model.add(sequence, index);
        const counts = model.next(wanted, wanted.length)?.counts ?? new Map<number, number>();
        expect(sorted(counts)).toEqual(sorted(countByHand(sequence, wanted)));
      }),
    );
  });

  it("what is added and taken back leaves nothing", () => {
    const model = new FileModel(6);
    const sequence = [1, 2, 3, 1, 2, 4];
    for (const index of sequence.keys()) model.add(sequence, index);
    for (const index of sequence.keys()) model.remove(sequence, index);
    for (let order = 0; order <= 6; order++) expect(model.next(sequence, Math.min(order, 6))).toBeUndefined();
  });
});
