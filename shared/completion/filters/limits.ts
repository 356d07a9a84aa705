/** Limits of what may be shown of a suggestion. */
export const filterLimits = {
  /** Lines beyond this are more than anybody reads before deciding. */
  maxGhostLines: 40,
  /** Syntax errors around the caret from which on the text is not of the parser's language: a binary, a log, a transcript. */
  maxErrorsAround: 30,
  /** Times a telling line may stand in one suggestion: a model that says more is caught in a loop. */
  maxSameLines: 5,
  /** Text before the caret in which open brackets are looked for. */
  bracketWindowChars: 8_000,
  /** Text above and below the caret in which a line is looked for. */
  lineWindowChars: 2_000,
  /** Text below the caret that the end of a suggestion may repeat. */
  belowWindowChars: 4_000,
} as const;
