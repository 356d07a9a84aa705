/** Limits of the edge's HTTP side; the wire's are in shared/protocol/limits.ts. */
export const edgeLimits = {
  maxJsonBytes: 65_536,
  maxNameLength: 120,
  /** New guests one address may make in an hour: a class of 40 behind one school address, several times over. */
  maxGuestsPerAddressPerHour: 600,
  maxWorkspacesPerUser: 200,
  maxLinksPerWorkspace: 50,
  /** Wrong share tokens an address may try in a minute. */
  maxRedeemFailuresPerMinute: 20,
  /** Wrong owner's tokens an address may try in a minute. */
  maxAdminFailuresPerMinute: 10,
  /** Characters of a key for a model endpoint. */
  maxKeyLength: 1_024,
  ticketLifetimeMs: 60_000,
  sessionLifetimeSeconds: 31_536_000,
  maxRateKeys: 100_000,
} as const;

export const storageLimits = {
  /** A Durable Object row holds 2 MB: a 3 MB paste in one row was gone after a restart. */
  rowBytes: 262_144,
  /** Node host: how long an append may wait for others to share its commit. */
  groupCommitMs: 3,
  /** Log rows after which a room writes a new snapshot. */
  compactAfterRows: 500,
  compactAfterBytes: 4_194_304,
  /** A workspace's "last changed" is written at most this often. */
  noteChangeMs: 10_000,
  /** An idle room leaves memory. */
  roomIdleMs: 30_000,
} as const;

/** Node host: connections to model endpoints. */
export const upstreamLimits = {
  readAtOnceBytes: 65_536,
  /** As long as Node's own client keeps one for the next request. */
  idleConnectionMs: 5_000,
} as const;

export const proxyLimits = {
  maxPackumentBytes: 41_943_040,
  maxTarballBytes: 52_428_800,
  packumentFreshMs: 300_000,
  maxParsedPackuments: 128,
  upstreamTimeoutMs: 30_000,
} as const;

export const roomLimits = {
  /** Frames and bytes kept while a hello waits for the store. */
  maxEarlyFrames: 5,
  maxEarlyBytes: 65_536,
  /** Whole-document answers one connection may ask for in a minute. */
  maxSnapshotsPerMinute: 30,
  maxAwarenessBytes: 16_384,
  /** Broadcast bytes kept for a reader that is out of credit; above it the reader is closed 4408. */
  maxQueuedBytes: 4_194_304,
  /** A client speaks every 10 s; a hidden tab's timers may run once a minute. Silent for longer, it is gone without a word. */
  silentPeerMs: 150_000,
  /** Seconds of the per-second rates that may arrive at once (rule FR3: "sustained for 5 s"). */
  burstSeconds: 5,
  /** What the smallest binary frame counts for against the byte rate. */
  minFrameCostBytes: 256,
} as const;
