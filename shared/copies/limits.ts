/** When a suggestion counts as copied. */
export const copyLimits = {
  /**
   * Shorter code stands in many programs that never saw each other: see `npm run bench -- copies`, which looks for code of
   * packages that the corpus does not know.
   */
  minChars: 60,
  minStatements: 2,
  minTokens: 16,
  /** Names of one program alone are unknown to the corpus; with more of them a match says little. */
  minKnownShare: 0.6,
  /** Lines beyond these are not compared. */
  maxTokens: 400,
} as const;
