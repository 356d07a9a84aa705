/** Fits the ranking's weights to examples: conditional log-likelihood with a pull towards the n-grams' own order, by Adam (Kingma and Ba 2015). */
import { factNames } from "../../../shared/completion/name-facts.ts";
import { otherSize, rowSize, type SituationWeights, scoreOf } from "../../../shared/completion/rank.ts";
import type { RankExample } from "./rank-examples.ts";

const steps = 200;
const rate = 0.08;
/** Strength of the pull, as so many examples. */
const pull = 2;

export function fitRank(examples: readonly RankExample[]): { weights: SituationWeights; meanLogLoss: number } {
  const row = new Fitted(rowSize, 0);
  const other = new Fitted(otherSize, otherSize - 1);
  let loss = 0;
  for (let step = 1; step <= steps; step++) {
    loss = 0;
    for (const example of examples) loss += addSlopes(example, row, other);
    row.descend(step, examples.length);
    other.descend(step, examples.length);
  }
  const named = factNames.length - 1;
  return {
    weights: {
      logProbability: [...row.weights.slice(0, 3)],
      facts: [...row.weights.slice(3, 3 + named)],
      doubted: [...row.weights.slice(3 + named)],
      other: [...other.weights],
    },
    meanLogLoss: loss / Math.max(1, examples.length),
  };
}

/** A list of weights on their way down; at first only the one that stands for the n-grams counts. */
class Fitted {
  readonly weights: Float64Array;
  readonly slopes: Float64Array;
  private readonly start: Float64Array;
  private readonly mean: Float64Array;
  private readonly square: Float64Array;

  constructor(size: number, own: number) {
    this.start = new Float64Array(size);
    this.start[own] = 1;
    this.weights = this.start.slice();
    this.slopes = new Float64Array(size);
    this.mean = new Float64Array(size);
    this.square = new Float64Array(size);
  }

  add(share: number, values: Float64Array): void {
    for (let index = 0; index < values.length; index++) {
      this.slopes[index] = (this.slopes[index] ?? 0) + share * (values[index] ?? 0);
    }
  }

  descend(step: number, examples: number): void {
    for (let index = 0; index < this.weights.length; index++) {
      const weight = this.weights[index] ?? 0;
      const slope = ((this.slopes[index] ?? 0) + pull * (weight - (this.start[index] ?? 0))) / examples;
      const mean = 0.9 * (this.mean[index] ?? 0) + 0.1 * slope;
      const square = 0.999 * (this.square[index] ?? 0) + 0.001 * slope * slope;
      this.mean[index] = mean;
      this.square[index] = square;
      this.weights[index] =
        weight - (rate * (mean / (1 - 0.9 ** step))) / (Math.sqrt(square / (1 - 0.999 ** step)) + 1e-8);
    }
    this.slopes.fill(0);
  }
}

/** Adds one example's slopes of the negative log-likelihood; returns its loss. */
function addSlopes({ rows, other, right }: RankExample, row: Fitted, rest: Fitted): number {
  const scores = rows.map((values) => scoreOf(values, row.weights));
  const otherScore = scoreOf(other, rest.weights);
  const highest = scores.reduce((high, value) => Math.max(high, value), otherScore);
  const total = scores.reduce((sum, value) => sum + Math.exp(value - highest), Math.exp(otherScore - highest));
  for (let index = 0; index < rows.length; index++) {
    const values = rows[index];
    const share = Math.exp((scores[index] ?? 0) - highest) / total - (index === right ? 1 : 0);
    if (values && Math.abs(share) > 1e-6) row.add(share, values);
  }
  rest.add(Math.exp(otherScore - highest) / total - (right < 0 ? 1 : 0), other);
  return highest + Math.log(total) - (right < 0 ? otherScore : (scores[right] ?? 0));
}
