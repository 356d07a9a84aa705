/** Limits of the wire and of a workspace; both hosts and the client read these and no other number. */
export const protocolVersion = 1;

export const wireLimits = {
  maxFrameBytes: 1_048_576,
  chunkBytes: 262_144,
  /** Bytes of unfinished chunk sets one connection may hold. */
  maxPendingChunkBytes: 4_194_304,
  handshakeTimeoutMs: 10_000,
  maxFramesPerSecond: 200,
  maxBytesPerSecond: 2_097_152,
  creditBytes: 4_194_304,
  slowConsumerMs: 5_000,
  maxBadFrames: 10,
} as const;

export const workspaceLimits = {
  maxTextFileBytes: 1_048_576,
  maxBlobBytes: 52_428_800,
  maxWorkspaceBytes: 200_000_000,
  maxFiles: 20_000,
  maxNameBytes: 255,
  maxPathBytes: 4_096,
  maxDepth: 64,
} as const;
