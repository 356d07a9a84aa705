/** Sizes and numbers of the local model's server. */
export const modelLimits = {
  /** A request's body; prompts longer than the context are refused in words of their own. */
  requestBytes: 8_388_608,
  /** Requests that wait for a sequence; the next one is answered 429. */
  waitingRequests: 32,
  /** What a refused request is told to wait. */
  retryAfterSeconds: 1,
  /** Prompts kept side by side, so that completion and chat do not throw out each other's prefix. */
  sequences: 2,
  /** Tokens of a sequence, where the model was trained for more: memory grows with it. */
  contextTokens: 8_192,
  /** Tokens of an answer whose request names no number, as OpenAI's completions have it. */
  completionTokens: 16,
  chatTokens: 1_024,
  maxAnswerTokens: 8_192,
  stopWords: 64,
} as const;
