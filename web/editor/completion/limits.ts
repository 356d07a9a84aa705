/** Limits of ghost text in the editor. */
export const ghostLimits = {
  /** Text on either side of the caret that shows the rest of the line and the lines below. */
  fitWindowChars: 4_000,
  /** Text on either side of the caret in which syntax errors are counted. */
  parseWindowChars: 4_000,
  /** Longest work of the parser for one look; beyond it a suggestion is shown unchecked. */
  parseBudgetMs: 5,
  /** Longest text typed along with one suggestion. */
  maxTypedChars: 8_000,
  /** Answers kept, and how much text on either side has to be the same. */
  cachedAnswers: 64,
  cachedContextChars: 1_000,
  /** How long a suggestion must stand before the one after it is asked for. */
  lookAheadAfterMs: 250,
  /** A longer gap between two keys is a pause for thought. */
  burstGapMs: 400,
  /** Weight of the newest gap in the usual one. */
  rhythmWeight: 0.25,
  /** The pause waited for, in usual gaps between two keys. */
  pausePerInterval: 1.6,
  /** CodeMirror reads what an input method wrote within 50 ms of its end. */
  afterCompositionMs: 60,
  /** How long a suggestion must stand unchanged before it is read out. */
  announceAfterMs: 250,
} as const;
