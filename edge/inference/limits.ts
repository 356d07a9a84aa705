/** Limits of calls to model endpoints. */
export const inferenceLimits = {
  /** From the call to the first byte of the answer. A later completion is of no use: the person has typed on. */
  firstByteTimeoutMs: 2_000,
  /** Longest silence in a stream. */
  idleTimeoutMs: 5_000,
  totalTimeoutMs: 15_000,
  maxEventBytes: 262_144,
  /** Of one answer; more is a model that does not stop. */
  completion: { maxTextChars: 16_384, maxBytes: 2_097_152 },
  conversation: { maxTextChars: 131_072, maxBytes: 33_554_432 },
  /** Characters of a conversation that is sent, where the endpoint's window is not known to be smaller. */
  maxConversationChars: 393_216,
  /** Questions of one connection under way at once. */
  maxAsks: 4,
  /** Characters of an endpoint's error text that are read. */
  maxErrorChars: 300,
  /** Characters of a file's path that a refusal names. */
  maxNamedPathChars: 200,
  maxPromptPrefixChars: 12_000,
  maxPromptSuffixChars: 3_000,
  /** Other files in the prompt. */
  maxContextChars: 8_000,
  /** Tokens of a prompt that are neither code nor other files: the family's marks, the file's path. */
  maxFrameTokens: 64,
  maxTokensAuto: 96,
  maxTokensManual: 256,
  maxTokensProse: 2_048,
  maxTokensEdits: 8_192,
  maxTokensAgent: 4_096,
  /** People wait for an answer longer than for a completion, and models read long questions. */
  askFirstByteTimeoutMs: 15_000,
  askIdleTimeoutMs: 30_000,
  askTotalTimeoutMs: 600_000,
  temperature: 0.1,
  proseTemperature: 0.3,
  /** Failures in a row after which an endpoint is left alone, and for how long. */
  circuitFailures: 5,
  circuitOpenMs: 30_000,
  /** An endpoint that says when to come back is believed up to this. */
  maxRetryAfterMs: 300_000,
  /** Before an endpoint is asked a second time after a passing failure. */
  retryDelayMs: 100,
  /** Prompt tokens above which a prompt counts as long. */
  longPromptTokens: 4_000,
  /** Calls of which the latencies are kept, and how many are needed before they say when a call is slow. */
  latencySamples: 256,
  minHedgeSamples: 20,
  minHedgeDelayMs: 50,
  /** Requests that one endpoint works on at once unless its settings say otherwise, and those that wait for it. */
  concurrency: 64,
  maxWaiting: 256,
  /** Guests cost nothing to make: an eighth of what an endpoint works on, and a quarter of the places to wait, are not for them. */
  guestShareOfRunning: 7 / 8,
  maxWaitingGuests: 192,
  /** Turns of people with accounts before a guest's, when both wait. */
  accountTurns: 7,
  /** A person has one completion under way in a tab. */
  maxWaitingPerUser: 4,
  /** How long spent tokens may lie in memory alone, and how many payers one statement stores (D1 takes 100 values). */
  storeSpendMs: 2_000,
  maxStoredPayers: 30,
  /** Decisions shown to the owner. */
  keptDecisions: 100,
  /** Users' objects that the owner's page asks, newest first (Workers). */
  askedObjects: 100,
  /** Payers of each kind shown to the owner, those who spent most first. */
  shownPayers: 10,
  /** Endpoints that the owner may add to those of the environment. */
  maxOwnedEndpoints: 50,
  /** For each question to an endpoint about itself. */
  probeTimeoutMs: 3_000,
  maxProbeBytes: 1_048_576,
  maxListedModels: 200,
  /** An endpoint that told nothing is asked again with a completion after this. */
  probeAgainMs: 60_000,
} as const;
