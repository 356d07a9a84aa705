/** Limits of what may be shown of a suggestion. */
export const filterLimits = {
  /** Lines beyond this are more than anybody reads before deciding. */
  maxGhostLines: 40,
  /** Times a telling line may stand in one suggestion: a model that says more is caught in a loop. */
  maxSameLines: 5,
  /** Text before the caret in which open brackets are looked for. */
  bracketWindowChars: 8_000,
  /** Text above and below the caret in which a line is looked for. */
  lineWindowChars: 2_000,
  /** Text below the caret that the end of a suggestion may repeat. */
  belowWindowChars: 4_000,
} as const;
