/** Times and sizes of the sync client; the wire's own are in shared/protocol/limits.ts. */
export const syncLimits = {
  /** First wait after a lost connection; doubles up to the longest, each with half of it random. */
  backOffMs: 250,
  longestBackOffMs: 15_000,
  /** After a refusal that time may heal (disk full, rate). */
  refusedBackOffMs: 5_000,
  /** From opening the socket to `welcome`, and between frames until `synced`. */
  handshakeTimeoutMs: 10_000,
  pingAfterMs: 10_000,
  /** Nothing heard for this long after a ping: the connection is half open. */
  pongTimeoutMs: 8_000,
  /** An update without an answer for this long: reconnect and resend. */
  ackTimeoutMs: 10_000,
  /** Shown as "connecting" this long before it is called offline. */
  connectingMs: 3_000,
  /** Updates in flight at once; more edits wait and share a frame. */
  maxInFlight: 16,
  /** Edits of one origin share a frame up to this size. */
  batchBytes: 65_536,
  /** Half of what closes a sender (rule FR3), after a burst. */
  sendBytesPerSecond: 1_048_576,
  sendBurstBytes: 4_194_304,
  /** Offline, another tab's edits are read from the store this often at most. */
  tabDelayMs: 100,
  awarenessDelayMs: 40,
  /** Give credit back when a quarter of the window is consumed. */
  creditFraction: 4,
  /** Stored updates after which they are written as one. */
  compactAfterUpdates: 500,
  storeRetryMs: 5_000,
  /** A snapshot of a full workspace with its history. */
  maxSnapshotBytes: 536_870_912,
} as const;
