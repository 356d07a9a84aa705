/**
 * Puts the candidates of a place in their order: a small network reads each candidate's facts beside what is known of the place
 * and gives it a score, another the score of "none of them"; the scores' softmax are the probabilities.
 */
import type { Prediction } from "./language-model.ts";
import { factNames, logScale, type PlaceKind, placeSize } from "./name-facts.ts";
import { rankWeights } from "./rank-weights.ts";

/** Where a token is wanted, and whether its beginning is typed already. */
export type Situation = PlaceKind | `${PlaceKind}-typed`;

export const situations: readonly Situation[] = [
  "expression",
  "expression-typed",
  "member",
  "member-typed",
  "statement",
  "statement-typed",
];

export interface RankInput {
  situation: Situation;
  tokens: readonly number[];
  /** One row a token; see `NameFacts.of`. */
  facts: readonly Float64Array[];
  /** See `NameFacts.place`. */
  place: Float64Array;
  doubt: number;
  /** Probability the n-grams give to none of the tokens. */
  rest: number;
}

export type Rank = (input: RankInput) => Prediction[];

/** Units of the network's layers. */
export const rankShape = {
  facts: factNames.length,
  /** The place, the situation, and four numbers of the n-grams. */
  place: placeSize + situations.length + 4,
  hidden: 24,
  upper: 12,
  /** Of the network for "none of them". */
  other: 8,
} as const;

/** Weights in row-major order: a row an input. */
export interface RankWeights {
  facts: Float64Array;
  place: Float64Array;
  hiddenBias: Float64Array;
  upper: Float64Array;
  upperBias: Float64Array;
  score: Float64Array;
  /** From the facts to the score at once. */
  direct: Float64Array;
  otherHidden: Float64Array;
  otherBias: Float64Array;
  other: Float64Array;
  /** Of the score of "none of them". */
  otherScore: Float64Array;
}

/** How many numbers each has, in the order they are stored in. */
export const rankSizes: readonly (readonly [keyof RankWeights, number])[] = [
  ["facts", rankShape.facts * rankShape.hidden],
  ["place", rankShape.place * rankShape.hidden],
  ["hiddenBias", rankShape.hidden],
  ["upper", rankShape.hidden * rankShape.upper],
  ["upperBias", rankShape.upper],
  ["score", rankShape.upper],
  ["direct", rankShape.facts],
  ["otherHidden", rankShape.place * rankShape.other],
  ["otherBias", rankShape.other],
  ["other", rankShape.other],
  ["otherScore", 1],
];

/** Most probable first. */
export const fittedRank: Rank = (input) => {
  const { scores, other } = scoresOf(input, fittedWeights());
  const highest = scores.reduce((high, score) => Math.max(high, score), other);
  const shares = scores.map((score) => Math.exp(score - highest));
  const total = shares.reduce((sum, share) => sum + share, Math.exp(other - highest));
  return input.tokens
    .map((token, index) => ({ token, probability: (shares[index] ?? 0) / total }))
    .sort((left, right) => right.probability - left.probability);
};

/** Written again for each candidate. */
const hiddenSums = new Float64Array(rankShape.hidden);
const upperSums = new Float64Array(rankShape.upper);

function scoresOf(input: RankInput, weights: RankWeights): { scores: number[]; other: number } {
  const place = placeRow(input);
  const base = weights.hiddenBias.slice();
  addRows(place, weights.place, base);
  const scores = input.facts.map((facts) => {
    hiddenSums.set(base);
    addRows(facts, weights.facts, hiddenSums);
    upperSums.set(weights.upperBias);
    addRows(rectified(hiddenSums), weights.upper, upperSums);
    return dot(facts, weights.direct) + dot(rectified(upperSums), weights.score);
  });
  const otherHidden = weights.otherBias.slice();
  addRows(place, weights.otherHidden, otherHidden);
  return { scores, other: dot(rectified(otherHidden), weights.other) + (weights.otherScore[0] ?? 0) };
}

/** Sets what is below 0 to 0. */
export function rectified(values: Float64Array): Float64Array {
  for (let index = 0; index < values.length; index++) values[index] = Math.max(0, values[index] ?? 0);
  return values;
}

/** What the network reads of the place. */
export function placeRow({ situation, facts, place, doubt, rest }: RankInput): Float64Array {
  const row = new Float64Array(rankShape.place);
  row.set(place);
  row[placeSize + situations.indexOf(situation)] = 1;
  const best = facts.reduce((high, candidate) => Math.max(high, Math.exp(logScale * (candidate[0] ?? 0))), 0);
  const numbers = [doubt, best, Math.max(1e-3, 1 - best) ** 0.25, Math.log(Math.max(rest, 0) + 1e-3) / 7];
  row.set(numbers, placeSize + situations.length);
  return row;
}

/** Adds to `sums` each row of the matrix as often as its value says; most values are 0. */
export function addRows(values: ArrayLike<number>, matrix: Float64Array, sums: Float64Array): void {
  const width = sums.length;
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? 0;
    if (value === 0) continue;
    const start = index * width;
    for (let unit = 0; unit < width; unit++) sums[unit] = (sums[unit] ?? 0) + value * (matrix[start + unit] ?? 0);
  }
}

export function dot(left: ArrayLike<number>, right: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < left.length; index++) sum += (left[index] ?? 0) * (right[index] ?? 0);
  return sum;
}

/** Weights are stored as whole numbers, so many to one. */
const unit = 1_024;

export function packWeights(weights: RankWeights): number[] {
  return rankSizes.flatMap(([name]) => Array.from(weights[name], (weight) => Math.round(weight * unit)));
}

export function unpackWeights(packed: readonly number[]): RankWeights {
  return weightsOf(Float64Array.from(packed, (weight) => weight / unit));
}

/** Weights as views of one list of numbers. */
export function weightsOf(numbers: Float64Array): RankWeights {
  let offset = 0;
  const take = (name: keyof RankWeights): Float64Array => {
    const size = rankSizes.find(([known]) => known === name)?.[1] ?? 0;
    offset += size;
    return numbers.subarray(offset - size, offset);
  };
  return {
    facts: take("facts"),
    place: take("place"),
    hiddenBias: take("hiddenBias"),
    upper: take("upper"),
    upperBias: take("upperBias"),
    score: take("score"),
    direct: take("direct"),
    otherHidden: take("otherHidden"),
    otherBias: take("otherBias"),
    other: take("other"),
    otherScore: take("otherScore"),
  };
}

let unpacked: RankWeights | undefined;

function fittedWeights(): RankWeights {
  unpacked ??= unpackWeights(rankWeights);
  return unpacked;
}
