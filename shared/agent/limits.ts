/** Limits of what the assistant may do to a project. */
export const agentLimits = {
  /** One operation's text: a file of the workspace holds 1 MiB. */
  maxEditChars: 1_048_576,
  /** What is read of one answer; a model that does not end is not waited for. */
  maxAnswerChars: 4 * 1_048_576,
  /** Operations of one answer; more is a loop. */
  maxOperations: 500,
  /** Files with more lines are patched, never written anew: models leave lines out of long answers. */
  maxRewrittenLines: 200,
  /** Lines of a search text for which the closest place is looked for. */
  maxComparedLines: 40,
  /** Places of a search text that stands in its file more than once that are looked for. */
  maxToldPlaces: 10,
  /** Lines of the closest place that are told. */
  maxToldLines: 20,
  /** One text of a question: code, a passage, a turn. */
  maxPassageChars: 131_072,
  maxPassages: 64,
  /** Times that the same model is asked again about an answer that was of no use. */
  maxRetries: 2,
  /** Parts of an answer that are tried apart to find the edit that breaks a file's syntax. */
  maxGateTries: 64,
  /** Lines of a long file in one call: small models give up after some 150 lines of answer. */
  maxPartChars: 6_000,
  /** Calls for parts of a file that are on at the same time. */
  maxPartsAtOnce: 3,
  /** Parts without one useful answer after which a model is not asked further. */
  maxUselessParts: 5,
  /** Of one run. */
  maxLongFileCalls: 1_000,
  /** Calls whose cost is kept with a task's state. */
  maxKeptCalls: 10_000,
  /** Texts whose outline and syntax errors are remembered. */
  maxRecalledTexts: 8,
  maxLongFileSymbols: 20_000,
  /** What stands before and after a part that is shown beside it, on each side. */
  maxAroundChars: 1_000,
  /** A file's imports, and the head of a class, beside a part of it. */
  maxHeadChars: 4_000,
  maxSpecItems: 2_000,
  maxPlannedFiles: 200,
  maxPlannedNames: 100,
  /** Rounds in which what is red after a project was generated is fixed; the last asks a larger model. */
  maxFixRounds: 3,
  /** Of what a test runner says. */
  maxTestOutputChars: 4_000,
  /** Problems of one file that a model is told. */
  maxToldProblems: 20,
  /** Tiers above a task's own. */
  maxEscalation: 2,
  maxHistoryTurns: 100,
  maxAskedSymbols: 500,
} as const;
