/** Limits of ghost text in the editor. */
export const ghostLimits = {
  /** Text on either side of the caret that shows the rest of the line and the lines below. */
  fitWindowChars: 4_000,
  /** Text on either side of the caret in which syntax errors are counted. */
  parseWindowChars: 4_000,
  /** Longest work of the parser for one look; beyond it a suggestion is shown unchecked. */
  parseBudgetMs: 10,
} as const;
