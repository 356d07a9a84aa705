import { firstSpecialToken } from "../special-tokens.ts";
import type { CandidateFilter } from "./candidate.ts";

/** Cuts where the model ran on into its own control tokens. */
export const withoutSpecialTokens: CandidateFilter = (candidate) => {
  const end = firstSpecialToken(candidate.text);
  if (end === undefined) return candidate;
  return end > 0 ? { ...candidate, text: candidate.text.slice(0, end) } : undefined;
};
