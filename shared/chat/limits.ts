/** Limits of conversations with the assistant. */
export const chatLimits = {
  /** Of one person in one workspace. */
  maxConversations: 200,
  /** Of one conversation as JSON: a row of the database holds 2 MB. */
  maxConversationBytes: 1_048_576,
  maxTitleChars: 120,
  maxTurns: 500,
  maxQuestionChars: 20_000,
  /** The edge ends an answer there. */
  maxAnswerChars: 131_072,
  maxPicks: 24,
} as const;
