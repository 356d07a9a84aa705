import { type CandidateFilter, withText } from "./candidate.ts";

const opening = /^\s*```[\w+-]*[ \t]*\n/;
const closing = /\n[ \t]*```[ \t]*(?:\n|$)/;

/** Takes code out of the Markdown fence that models trained for conversation put around it. */
export const withoutFences: CandidateFilter = (candidate, { language }) => {
  if (language === "markdown" || !candidate.text.includes("```")) return candidate;
  const text = candidate.text.replace(opening, "");
  const end = text.search(closing);
  return withText(candidate, end < 0 ? text : text.slice(0, end));
};
