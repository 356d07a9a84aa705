/** Fits the ranking's network to examples: conditional log-likelihood by AdamW (Loshchilov and Hutter 2019) on batches, its rate falling as a cosine. */
import {
  addRows,
  dot,
  type RankWeights,
  rankShape,
  rankSizes,
  rectified,
  weightsOf,
} from "../../../shared/completion/rank.ts";
import type { RankExample } from "./rank-examples.ts";

const epochs = 4;
const batchSize = 192;
const topRate = 0.003;
const warmUpSteps = 100;
const decay = 1e-4;
const maxSlope = 1;
/** Candidates whose probability is as good as right teach nothing. */
const minError = 1e-4;

export function fitRank(examples: readonly RankExample[], report: (line: string) => void): RankWeights {
  const random = seededRandom(1);
  const fitted = new Parameters();
  const slopes = new Parameters();
  fitted.start(random);
  const optimizer = new AdamW(fitted.numbers.length);
  const steps = epochs * Math.floor(examples.length / batchSize);
  let step = 0;
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const order = shuffled(examples, random);
    let loss = 0;
    let seen = 0;
    for (; seen + batchSize <= order.length; seen += batchSize) {
      slopes.numbers.fill(0);
      for (const example of order.slice(seen, seen + batchSize)) loss += addSlopes(example, fitted, slopes);
      const rate = topRate * Math.min(1, ++step / warmUpSteps) * 0.5 * (1 + Math.cos((Math.PI * step) / steps));
      optimizer.step(fitted.numbers, slopes.numbers, batchSize, rate);
    }
    report(`epoch ${epoch}: mean loss ${(loss / seen).toFixed(4)}`);
  }
  return fitted.weights;
}

/** Mean negative log-likelihood, and how often what followed was the first candidate. */
export function judgeRank(examples: readonly RankExample[], weights: RankWeights): { loss: number; first: number } {
  let loss = 0;
  let first = 0;
  for (const example of examples) {
    const passed = forward(example, weights);
    const shares = sharesOf(passed);
    loss -= Math.log(shares[rightOf(example)] ?? 0);
    if (example.right >= 0 && shares.every((share) => share <= (shares[example.right] ?? 0))) first++;
  }
  return { loss: loss / examples.length, first: first / examples.length };
}

class Parameters {
  readonly numbers = new Float64Array(rankSizes.reduce((sum, [, size]) => sum + size, 0));
  readonly weights = weightsOf(this.numbers);

  /** At first the n-grams' logarithm decides. */
  start(random: () => number): void {
    const spread = (numbers: Float64Array, inputs: number) => {
      for (let index = 0; index < numbers.length; index++) numbers[index] = (2 * random() - 1) / Math.sqrt(inputs);
    };
    const { facts, place, hidden, upper, other } = rankShape;
    spread(this.weights.facts, facts);
    spread(this.weights.place, place);
    spread(this.weights.upper, hidden);
    spread(this.weights.score, upper);
    spread(this.weights.otherHidden, place);
    spread(this.weights.other, other);
    this.weights.direct[0] = 5.6;
  }
}

class AdamW {
  private readonly mean: Float64Array;
  private readonly square: Float64Array;
  private steps = 0;

  constructor(size: number) {
    this.mean = new Float64Array(size);
    this.square = new Float64Array(size);
  }

  /** `slopes` are the sums over `count` examples. */
  step(numbers: Float64Array, slopes: Float64Array, count: number, rate: number): void {
    this.steps++;
    const norm = Math.sqrt(dot(slopes, slopes)) / count;
    const scale = Math.min(1, maxSlope / norm) / count;
    for (let index = 0; index < numbers.length; index++) {
      const slope = (slopes[index] ?? 0) * scale;
      const mean = 0.9 * (this.mean[index] ?? 0) + 0.1 * slope;
      const square = 0.999 * (this.square[index] ?? 0) + 0.001 * slope * slope;
      this.mean[index] = mean;
      this.square[index] = square;
      const change = mean / (1 - 0.9 ** this.steps) / (Math.sqrt(square / (1 - 0.999 ** this.steps)) + 1e-8);
      numbers[index] = (numbers[index] ?? 0) * (1 - rate * decay) - rate * change;
    }
  }
}

interface Passed {
  readonly hidden: readonly Float64Array[];
  readonly upper: readonly Float64Array[];
  readonly otherHidden: Float64Array;
  /** Of the candidates, then of "none of them". */
  readonly scores: readonly number[];
}

function forward({ rows, place }: RankExample, weights: RankWeights): Passed {
  const base = weights.hiddenBias.slice();
  addRows(place, weights.place, base);
  const hidden = rows.map((row) => {
    const sums = base.slice();
    addRows(row, weights.facts, sums);
    return rectified(sums);
  });
  const upper = hidden.map((values) => {
    const sums = weights.upperBias.slice();
    addRows(values, weights.upper, sums);
    return rectified(sums);
  });
  const otherHidden = weights.otherBias.slice();
  addRows(place, weights.otherHidden, otherHidden);
  rectified(otherHidden);
  const scores = rows.map((row, index) => dot(upper[index] ?? row, weights.score) + dot(row, weights.direct));
  scores.push(dot(otherHidden, weights.other) + (weights.otherScore[0] ?? 0));
  return { hidden, upper, otherHidden, scores };
}

/** Adds one example's slopes of the negative log-likelihood; returns its loss. */
function addSlopes(example: RankExample, { weights }: Parameters, { weights: slopes }: Parameters): number {
  const passed = forward(example, weights);
  const shares = sharesOf(passed);
  const right = rightOf(example);
  const baseSlopes = new Float64Array(rankShape.hidden);
  for (const [index, row] of example.rows.entries()) {
    const error = (shares[index] ?? 0) - (index === right ? 1 : 0);
    const hidden = passed.hidden[index];
    const upper = passed.upper[index];
    if (!hidden || !upper || Math.abs(error) < minError) continue;
    const upperSlopes = backwards(upper, weights.score, slopes.score, Float64Array.of(error));
    add(upperSlopes, slopes.upperBias);
    const hiddenSlopes = backwards(hidden, weights.upper, slopes.upper, upperSlopes);
    add(hiddenSlopes, baseSlopes);
    addOuter(row, hiddenSlopes, slopes.facts);
    addOuter(row, Float64Array.of(error), slopes.direct);
  }
  add(baseSlopes, slopes.hiddenBias);
  addOuter(example.place, baseSlopes, slopes.place);
  const otherError = Float64Array.of((shares[example.rows.length] ?? 0) - (right === example.rows.length ? 1 : 0));
  const otherSlopes = backwards(passed.otherHidden, weights.other, slopes.other, otherError);
  add(otherError, slopes.otherScore);
  add(otherSlopes, slopes.otherBias);
  addOuter(example.place, otherSlopes, slopes.otherHidden);
  return -Math.log(shares[right] ?? 0);
}

/** Slopes of rectified values that `matrix` leads to sums with `slopes`; adds the matrix's own to `matrixSlopes`. */
function backwards(
  values: Float64Array,
  matrix: Float64Array,
  matrixSlopes: Float64Array,
  slopes: Float64Array,
): Float64Array {
  addOuter(values, slopes, matrixSlopes);
  const width = slopes.length;
  return values.map((value, index) => {
    if (value <= 0) return 0;
    let sum = 0;
    for (let unit = 0; unit < width; unit++) sum += (matrix[index * width + unit] ?? 0) * (slopes[unit] ?? 0);
    return sum;
  });
}

function addOuter(values: ArrayLike<number>, slopes: Float64Array, matrixSlopes: Float64Array): void {
  const width = slopes.length;
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? 0;
    if (value === 0) continue;
    for (let unit = 0; unit < width; unit++) {
      matrixSlopes[index * width + unit] = (matrixSlopes[index * width + unit] ?? 0) + value * (slopes[unit] ?? 0);
    }
  }
}

function add(values: Float64Array, sums: Float64Array): void {
  for (let index = 0; index < values.length; index++) sums[index] = (sums[index] ?? 0) + (values[index] ?? 0);
}

/** Softmax of the scores. */
function sharesOf({ scores }: Passed): number[] {
  const highest = scores.reduce((high, score) => Math.max(high, score), -Infinity);
  const shares = scores.map((score) => Math.exp(score - highest));
  const total = shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share) => Math.max(share / total, 1e-12));
}

/** Place of what followed among the scores. */
function rightOf({ right, rows }: RankExample): number {
  return right < 0 ? rows.length : right;
}

function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    const [a, b] = [order[last], order[other]];
    if (a !== undefined && b !== undefined) [order[last], order[other]] = [b, a];
  }
  return order;
}

/** Mulberry32: the same numbers each time. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b_79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
