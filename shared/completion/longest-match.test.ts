import { describe, expect, it } from "vitest";
import { longestMatch, maxMatchTokens } from "./longest-match.ts";
import { SuffixArray } from "./suffix-array.ts";

const inSuffixes = (tokens: readonly number[], context: readonly number[]) =>
  new SuffixArray(Int32Array.from(tokens), 100, 8).longestMatch(context);

describe("longest match", () => {
  it("finds the place that shares most of the context, and the last of equals", () => {
    const tokens = [1, 2, 3, 7, 9, 2, 3, 8, 5, 2, 3, 6];
    expect(longestMatch(tokens, tokens.length, [1, 2, 3])).toEqual({ next: 7, length: 3 });
    expect(longestMatch(tokens, tokens.length, [4, 2, 3])).toEqual({ next: 6, length: 2 });
    expect(inSuffixes(tokens, [1, 2, 3])).toEqual({ next: 7, length: 3 });
  });

  it("one token says nothing, and what stands behind the end is not looked at", () => {
    expect(longestMatch([1, 2, 3], 3, [9, 2])).toBeUndefined();
    expect(longestMatch([1, 2, 3, 4], 2, [2, 3])).toBeUndefined();
    expect(longestMatch([], 0, [])).toBeUndefined();
    expect(inSuffixes([1, 2, 3], [9, 2])).toBeUndefined();
  });

  it("is longer than the suffixes are sorted, up to its own end", () => {
    const run = Array.from({ length: 60 }, (_, index) => 20 + index);
    const tokens = [...run, 1, ...run.slice(50), 2];
    expect(inSuffixes(tokens, run)).toEqual({ next: 1, length: maxMatchTokens });
    expect(longestMatch(tokens, tokens.length, run)).toEqual({ next: 1, length: maxMatchTokens });
  });
});
