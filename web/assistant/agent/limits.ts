/** Limits of what the agent's hands do in one call. */
export const handsLimits = {
  maxListedEntries: 500,
  maxReadLines: 1_000,
  maxReadChars: 30_000,
  maxMatches: 60,
  maxMatchChars: 200,
  /** Texts searched before the page is given a moment. */
  filesAtOnce: 200,
  maxProblems: 60,
  /** Of a command's output: its beginning and its end. */
  maxOutputHeadChars: 6_000,
  maxOutputTailChars: 20_000,
  /** After a program's end, for what it wrote last. */
  outputDrainMs: 250,
  /** What a command wrote reaches the document within a second of it. */
  lateChangesMs: 2_000,
  /** All differences of one result together. */
  maxDiffChars: 65_536,
  /** Runs of which it is kept how the files were before. */
  keptCheckpoints: 5,
} as const;
