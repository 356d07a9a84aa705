import type { CandidateFilter } from "./candidate.ts";

/** Removes white space at the end and line ends of another system. */
export const withoutTrailingSpace: CandidateFilter = (candidate) => {
  const text = candidate.text.replaceAll("\r\n", "\n").trimEnd();
  return text ? { ...candidate, text } : undefined;
};
