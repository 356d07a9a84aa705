/** Which part of a likely line is shown: the one from which most is to be gained. */
import { completionLimits } from "./limits.ts";
import type { LineCandidate } from "./line-beam.ts";
import type { InlineRequest } from "./provider.ts";

export interface ShownPart {
  /** How many of the line's tokens. */
  count: number;
  probability: number;
}

export interface ShownTaste {
  /** Nothing less likely is shown. */
  minProbability: number;
  /** Characters a wrong suggestion costs who reads it; without, as much as is likely enough is shown. */
  wrongCostChars?: number;
  minChars: number;
}

/** Characters saved when it is right, less those a wrong one costs; the key that accepts is one. `typedChars` of the first token stand there already. */
export function partWorthShowing(
  line: LineCandidate,
  lengths: readonly number[],
  typedChars: number,
  { minProbability, wrongCostChars, minChars }: ShownTaste,
): ShownPart | undefined {
  let best: ShownPart | undefined;
  let bestGain = 0;
  let probability = 1;
  let chars = -typedChars;
  for (let index = 0; index < line.tokens.length; index++) {
    probability *= line.probabilities[index] ?? 0;
    if (probability < minProbability) break;
    chars += lengths[index] ?? 0;
    const gain = wrongCostChars === undefined ? chars : probability * (chars - 1) - (1 - probability) * wrongCostChars;
    if (chars >= minChars && gain > bestGain) {
      best = { count: index + 1, probability };
      bestGain = gain;
    }
  }
  return best;
}

/** Asked by key, all that is likely enough is shown. */
export function tasteOf(trigger: InlineRequest["trigger"]): ShownTaste {
  const { autoConfidence, manualConfidence, wrongCostChars, minGhostChars } = completionLimits;
  if (trigger === "manual") return { minProbability: manualConfidence, minChars: 1 };
  return { minProbability: autoConfidence, wrongCostChars, minChars: minGhostChars };
}
