/** Beam search to the end of the line. */
import type { Prediction } from "./language-model.ts";
import type { StructureState } from "./structure.ts";
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

/** A place in the code: the tokens before it and what is open there. */
export interface Place {
  context: readonly number[];
  structure: StructureState;
}

export interface BeamOptions {
  /** Tokens kept of what stands before. */
  contextTokens: number;
  maxTokens: number;
  width: number;
  /** A beam that is less likely is given up; the search ends where all are. */
  minProbability: number;
  /** Next tokens at a place, most probable first; `first` at the place the search begins. */
  next: (place: Place, first: boolean) => readonly Prediction[];
  advance: (state: StructureState, token: number) => StructureState;
}

interface Beam extends Place {
  tokens: readonly number[];
  probabilities: readonly number[];
  logProbability: number;
  complete: boolean;
}

export function searchLine(place: Place, options: BeamOptions): LineCandidate | undefined {
  const context = place.context.slice(-options.contextTokens);
  const hopeless = Math.log(options.minProbability);
  let beams: Beam[] = [{ ...place, context, tokens: [], probabilities: [], logProbability: 0, complete: false }];
  for (let step = 0; step < options.maxTokens; step++) {
    const grown = beams.flatMap((beam) => {
      if (beam.logProbability < hopeless) return [];
      if (beam.complete) return [beam];
      const next = options.next(beam, step === 0).slice(0, options.width);
      return next.map((prediction) => extend(beam, prediction, options));
    });
    if (!grown.length) break;
    beams = grown.sort((left, right) => right.logProbability - left.logProbability).slice(0, options.width);
    if (beams[0]?.complete || beams.every((beam) => beam.logProbability < hopeless)) break;
  }
  const best = beams[0];
  if (!best?.probabilities.length) return undefined;
  const { tokens, probabilities, logProbability, complete } = best;
  return { tokens, probabilities, probability: Math.exp(logProbability), complete };
}

function extend(beam: Beam, { token, probability }: Prediction, { contextTokens, advance }: BeamOptions): Beam {
  const complete = token === newlineId;
  return {
    context: [...beam.context.slice(-(contextTokens - 1)), token],
    structure: advance(beam.structure, token),
    tokens: complete ? beam.tokens : [...beam.tokens, token],
    probabilities: [...beam.probabilities, probability],
    logProbability: beam.logProbability + Math.log(probability),
    complete,
  };
}
