import type { CandidateFilter } from "./candidate.ts";

const openAtEnd = /[([][([\s]*$/;
const nothingFollows = /^[\s)\]};,]*(\n|$)/;

/** Leaves the brackets that the suggestion opens at its very end to the hand: typed, the editor closes them; accepted, they would stay open. */
export const withoutDanglingBracket: CandidateFilter = (candidate, { suffix }) => {
  if (!openAtEnd.test(candidate.text) || !nothingFollows.test(suffix)) return candidate;
  const text = candidate.text.replace(openAtEnd, "").trimEnd();
  return text ? { ...candidate, text } : undefined;
};
