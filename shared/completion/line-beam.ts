/** Beam search to the end of the line. */

import type { Prediction } from "./language-model.ts";
import { newlineId } from "./vocabulary.ts";

export interface LineCandidate {
  /** Without the newline. */
  tokens: readonly number[];
  /** Of each token given those before it; one more than `tokens` when the line's end was reached. */
  probabilities: readonly number[];
  /** Of the whole, the newline included. */
  probability: number;
  /** True when the search reached the end of the line within its limits. */
  complete: boolean;
}

interface Beam {
  context: readonly number[];
  tokens: readonly number[];
  probabilities: readonly number[];
  logProbability: number;
  complete: boolean;
}

export interface BeamOptions {
  maxOrder: number;
  maxTokens: number;
  width: number;
  /** Next tokens after a context. */
  predict: (context: readonly number[], count: number) => readonly Prediction[];
  /** First tokens, where part of the first word is typed already. */
  first?: readonly Prediction[] | undefined;
}

/** Below this all beams are too unlikely to be shown whatever follows. */
const hopelessLogProbability = -6;

export function searchLine(context: readonly number[], options: BeamOptions): LineCandidate | undefined {
  const { width, maxOrder } = options;
  let beams: Beam[] = [
    { context: context.slice(-maxOrder), tokens: [], probabilities: [], logProbability: 0, complete: false },
  ];
  for (let step = 0; step < options.maxTokens; step++) {
    const grown: Beam[] = [];
    for (const beam of beams) {
      if (beam.complete) {
        grown.push(beam);
        continue;
      }
      const next = step === 0 && options.first ? options.first.slice(0, width) : options.predict(beam.context, width);
      for (const prediction of next) grown.push(extend(beam, prediction, maxOrder));
    }
    if (!grown.length) break;
    grown.sort((left, right) => right.logProbability - left.logProbability);
    beams = grown.slice(0, width);
    if (beams[0]?.complete || beams.every((beam) => beam.logProbability < hopelessLogProbability)) break;
  }
  const best = beams[0];
  if (!best?.probabilities.length) return undefined;
  return {
    tokens: best.tokens,
    probabilities: best.probabilities,
    probability: Math.exp(best.logProbability),
    complete: best.complete,
  };
}

function extend(beam: Beam, { token, probability }: Prediction, maxOrder: number): Beam {
  const ends = token === newlineId;
  return {
    context: [...beam.context.slice(-(maxOrder - 1)), token],
    tokens: ends ? beam.tokens : [...beam.tokens, token],
    probabilities: [...beam.probabilities, probability],
    logProbability: beam.logProbability + Math.log(probability),
    complete: ends,
  };
}
