/** Limits of talk with servers of tools. */
export const mcpLimits = {
  timeoutMs: 30_000,
  maxAnswerBytes: 1_048_576,
  /** Of one server. */
  maxTools: 64,
  maxNameChars: 128,
  maxDescriptionChars: 400,
  maxFields: 32,
  maxErrorChars: 2_000,
  /** All servers' tools in one question. */
  maxToldChars: 16_000,
} as const;
