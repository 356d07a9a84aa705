/** The way from a raw suggestion to one that may be shown. */
import { balancedBrackets } from "./balance.ts";
import type { Candidate, CandidateFilter, CaretText, CodePlace } from "./candidate.ts";
import { withoutDanglingBracket } from "./dangling-bracket.ts";
import { withoutFences } from "./fences.ts";
import { withoutHiddenCharacters } from "./hidden-characters.ts";
import { multiLineAtLineEnd } from "./multi-line.ts";
import { withoutOverlap } from "./overlap.ts";
import { withoutRepeats } from "./repeats.ts";
import { withinScope } from "./scope.ts";
import { withoutSpecialTokens } from "./special-tokens.ts";
import { longEnough } from "./too-short.ts";
import { withoutTrailingSpace } from "./trailing-space.ts";

/** What the model did wrong, then what the place does not allow. */
const cleaning: readonly CandidateFilter[] = [
  withoutSpecialTokens,
  withoutFences,
  withoutTrailingSpace,
  withoutHiddenCharacters,
  multiLineAtLineEnd,
  withoutRepeats,
  withinScope,
  balancedBrackets,
  withoutDanglingBracket,
];

/** The suggestion as it would be written in the end; what stands behind the caret is not taken into account yet. */
export function cleanCandidate(text: string, place: CodePlace): string | undefined {
  return applyAll(cleaning, text, place)?.text;
}

/** A clean suggestion fitted to what stands behind the caret now. */
export function fitCandidate(text: string, caret: CaretText): Candidate | undefined {
  return withoutOverlap({ text, replace: 0 }, caret);
}

/** The suggestion as it may be shown at the caret, or undefined. */
export function filterCandidate(text: string, place: CodePlace): Candidate | undefined {
  return applyAll([...cleaning, withoutOverlap, longEnough], text, place);
}

function applyAll(filters: readonly CandidateFilter[], text: string, place: CodePlace): Candidate | undefined {
  let candidate: Candidate | undefined = { text, replace: 0 };
  for (const filter of filters) {
    candidate = filter(candidate, place);
    if (!candidate) return undefined;
  }
  return candidate;
}
