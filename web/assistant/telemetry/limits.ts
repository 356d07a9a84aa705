/** Limits of the local figures about suggestions. */
export const telemetryLimits = {
  /** Newest records kept in this browser; about 200 bytes each. */
  maxRecords: 5_000,
  /** Records dropped at once when there are too many. */
  dropRecords: 500,
  /** When it is looked whether accepted text is still there. */
  firstLookMs: 30_000,
  secondLookMs: 300_000,
  /** Looks waited for at a time; the oldest is given up. */
  maxLooks: 200,
  /** Longest accepted text compared in full: the comparison is quadratic. */
  maxComparedChars: 2_000,
  /** Decisions that the confidence threshold looks at, and the fewest it trusts. */
  recentDecisions: 100,
  minDecisions: 20,
  /** Accept rate from which nothing is held back, and the threshold of somebody who takes nothing. */
  goodAcceptRate: 0.3,
  strictest: 0.85,
} as const;
