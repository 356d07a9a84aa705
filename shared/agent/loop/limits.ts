/** Limits of one run of the agent. */
export const loopLimits = {
  /** Calls of tools, those that could not be read too, and answers of the model. */
  maxSteps: 25,
  /** Without the time that a person takes to decide. */
  maxWorkMs: 600_000,
  /** For a person to decide; after it the run ends. */
  maxApprovalMs: 1_800_000,
  /** Characters that all edits of a run put in or take out. */
  maxDiffChars: 1_048_576,
  /** Calls in one answer; a model that asks for more has not looked at what came back. */
  maxCallsAnAnswer: 8,
  /** The same call with the same arguments and nothing changed in between: the last of these ends the run. */
  maxSameCalls: 3,
  /** Answers in a row that are of no use. */
  maxUselessAnswers: 3,
  /** A call's arguments as JSON, and the command among them. */
  maxArgumentsChars: 262_144,
  maxCommandChars: 4_096,
  maxEditsACall: 100,
  /** What one tool says. */
  maxResultChars: 32_768,
  /** A result that is older than the newest is told in so many characters where there is no room for all. */
  maxOldResultChars: 240,
  maxRequestChars: 32_768,
  maxPassages: 32,
  maxPassageChars: 32_768,
  maxReasonChars: 1_024,
  /** Of one file in a transcript. */
  maxShownDiffChars: 8_192,
  maxChanges: 100,
  /** A command without a time of its own, and the longest. */
  commandSeconds: 120,
  maxCommandSeconds: 300,
} as const;
