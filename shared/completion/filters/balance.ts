import { scanBrackets } from "./brackets.ts";
import type { CandidateFilter } from "./candidate.ts";
import { filterLimits } from "./limits.ts";
import { isProse } from "./prose.ts";

/** Cuts a suggestion at the first closing bracket that closes nothing: the code must not parse worse with it than without. */
export const balancedBrackets: CandidateFilter = (candidate, { prefix, language }) => {
  if (isProse(language) || language === "html") return candidate;
  const whole = prefix.length <= filterLimits.bracketWindowChars;
  const before = scanBrackets(prefix.slice(-filterLimits.bracketWindowChars), []);
  // In a window of a longer file the outer brackets are out of sight: any closing bracket may be theirs once the visible ones are closed.
  const { firstMisfit } = scanBrackets(candidate.text, before.open);
  if (firstMisfit === undefined || (!whole && isOuter(candidate.text, before.open))) return candidate;
  const text = candidate.text.slice(0, firstMisfit).trimEnd();
  return text ? { ...candidate, text } : undefined;
};

/** True when the misfit comes after all visible brackets are closed. */
function isOuter(text: string, open: readonly string[]): boolean {
  const { firstMisfit } = scanBrackets(text, open);
  return firstMisfit !== undefined && scanBrackets(text.slice(0, firstMisfit), open).open.length === 0;
}
