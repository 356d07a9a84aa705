/** Limits and constants of the statistical engine. */
export const completionLimits = {
  /** Tokens of context a prediction looks back on. */
  maxOrder: 7,
  /** Orders the open file's n-grams keep; longer ones never change a ranking (measured). */
  fileOrder: 6,
  /** Depth to which suffixes are sorted: the longest context and the token after it. */
  suffixDepth: 8,
  /** Longer tokens are stored as unknown: string literals that nobody repeats. */
  maxTokenChars: 60,
  /** Seldom tokens of the corpus are unknown to it; below 4 they are names of one package. */
  minTokenCount: 4,
  /** Ids the vocabulary may hold in one session: partial names typed for a day stay bounded. */
  maxVocabulary: 400_000,
  /** Characters of the open file the engine reads on either side of the caret line. */
  maxFileChars: 200_000,
  /** Caret lines longer than this get no suggestion: minified code. */
  maxLineChars: 500,
  /** Tokens of other files in the workspace layer: 8 radix passes over them stay under 150 ms. */
  maxWorkspaceTokens: 400_000,
  maxWorkspaceFiles: 2_000,
  maxLineTokens: 24,
  beamWidth: 3,
  /** Cumulative probability below which a suggestion is cut off while typing, and when asked for by key. */
  autoConfidence: 0.5,
  manualConfidence: 0.12,
  maxIdentifiers: 20,
  minGhostChars: 4,
} as const;
