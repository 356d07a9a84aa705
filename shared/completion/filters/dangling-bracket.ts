import type { CandidateFilter } from "./candidate.ts";

const opensAtEnd = /[([]$/;
const nothingFollows = /^[\s)\]};,]*(\n|$)/;

/** Leaves a bracket that the suggestion opens at its very end to the hand: typed, the editor closes it; accepted, it would stay open. */
export const withoutDanglingBracket: CandidateFilter = (candidate, { suffix }) => {
  if (!opensAtEnd.test(candidate.text) || !nothingFollows.test(suffix)) return candidate;
  const text = candidate.text.slice(0, -1).trimEnd();
  return text ? { ...candidate, text } : undefined;
};
