import { describe, expect, it } from "vitest";
import { factNames, logScale, placeSize } from "./name-facts.ts";
import { fittedRank, packWeights, rankSizes, unpackWeights } from "./rank.ts";
import { rankWeights } from "./rank-weights.ts";

describe("ranking", () => {
  it("has a fitted weight for each number of the network, and keeps them all", () => {
    expect(rankWeights).toHaveLength(rankSizes.reduce((sum, [, size]) => sum + size, 0));
    expect(packWeights(unpackWeights(rankWeights))).toEqual(rankWeights);
  });

  it("gives probabilities in their order and keeps a share for what is none of them", () => {
    const facts = [0.7, 0.2, 0.05].map((probability) => {
      const row = new Float64Array(factNames.length);
      row[0] = Math.log(probability) / logScale;
      return row;
    });
    const input = { situation: "expression", tokens: [7, 8, 9], facts, doubt: 0.5, rest: 0.05 } as const;
    const ranked = fittedRank({ ...input, place: new Float64Array(placeSize) });
    expect(ranked.map(({ token }) => token)).toEqual([7, 8, 9]);
    const total = ranked.reduce((sum, { probability }) => sum + probability, 0);
    expect(total).toBeGreaterThan(0);
    expect(total).toBeLessThan(1);
    expect(fittedRank({ ...input, tokens: [], facts: [], place: new Float64Array(placeSize) })).toEqual([]);
  });
});
