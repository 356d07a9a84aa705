/** Puts the candidates of a place in their order: a log-linear model over their facts, with a share for what is none of them. */
import type { Prediction } from "./language-model.ts";
import { factNames, type PlaceKind } from "./name-facts.ts";
import { rankWeights } from "./rank-weights.ts";

/** Where a token is wanted, and whether its beginning is typed already. */
export type Situation = PlaceKind | `${PlaceKind}-typed`;

export interface SituationWeights {
  /** Of the n-grams' logarithm: by itself, times their best probability, times their doubt. */
  readonly logProbability: readonly number[];
  /** Of each fact behind it, in the order of `factNames`, and of the same times the doubt. */
  readonly facts: readonly number[];
  readonly doubted: readonly number[];
  /** Score of "none of them": a constant, and by the logarithms of the doubt and of what the n-grams leave over. */
  readonly other: readonly number[];
}

export interface RankInput {
  situation: Situation;
  tokens: readonly number[];
  /** One row a token; see `NameFacts.of`. */
  facts: readonly Float64Array[];
  doubt: number;
  /** Probability the n-grams give to none of the tokens. */
  rest: number;
}

export type Rank = (input: RankInput) => Prediction[];

/** Most probable first. */
export const fittedRank: Rank = (input) => {
  const weights = flatWeights[input.situation];
  const { rows, other } = weighable(input);
  const scores = rows.map((row) => scoreOf(row, weights.row));
  const otherScore = scoreOf(other, weights.other);
  const highest = scores.reduce((high, score) => Math.max(high, score), otherScore);
  const shares = scores.map((score) => Math.exp(score - highest));
  const total = shares.reduce((sum, share) => sum + share, Math.exp(otherScore - highest));
  return input.tokens
    .map((token, index) => ({ token, probability: (shares[index] ?? 0) / total }))
    .sort((left, right) => right.probability - left.probability);
};

const otherFacts = factNames.length - 1;
/** Numbers in a row of `weighable`, and in its `other`. */
export const rowSize = 3 + 2 * otherFacts;
export const otherSize = 3;
/** Where the n-grams are sure the facts have little to say: they count by the power of what the best candidate leaves. */
const openPower = 0.25;

/** What the weights are multiplied with. */
export function weighable({ facts, doubt, rest }: RankInput): { rows: Float64Array[]; other: Float64Array } {
  const best = facts.reduce((high, row) => Math.max(high, Math.exp(row[0] ?? 0)), 0);
  const open = Math.max(1e-3, 1 - best) ** openPower;
  const rows = facts.map((row) => {
    const wide = new Float64Array(rowSize);
    const logProbability = row[0] ?? 0;
    wide[0] = logProbability;
    wide[1] = logProbability * best;
    wide[2] = logProbability * doubt;
    for (let fact = 0; fact < otherFacts; fact++) {
      const value = (row[fact + 1] ?? 0) * open;
      wide[3 + fact] = value;
      wide[3 + otherFacts + fact] = value * doubt;
    }
    return wide;
  });
  const other = Float64Array.of(open, Math.log(doubt + 1e-3) * open, Math.log(Math.max(rest, 0) + 1e-3));
  return { rows, other };
}

export function scoreOf(values: Float64Array, weights: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += (weights[index] ?? 0) * (values[index] ?? 0);
  return sum;
}

function flat({ logProbability, facts, doubted, other }: SituationWeights) {
  return { row: Float64Array.from([...logProbability, ...facts, ...doubted]), other: Float64Array.from(other) };
}

const flatWeights = {
  member: flat(rankWeights.member),
  statement: flat(rankWeights.statement),
  expression: flat(rankWeights.expression),
  "member-typed": flat(rankWeights["member-typed"]),
  "statement-typed": flat(rankWeights["statement-typed"]),
  "expression-typed": flat(rankWeights["expression-typed"]),
};
