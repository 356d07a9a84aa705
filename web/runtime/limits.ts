/** Times and sizes of the engine's side; the workspace's own caps are in shared/protocol/limits.ts. */
export const runtimeLimits = {
  /** The hosted engine answers a probe within this, or is not reachable. */
  probeTimeoutMs: 3_000,
  hostedBootTimeoutMs: 20_000,
  embeddedBootTimeoutMs: 30_000,
  /** How often the page looks whether the browser has ended the engine. */
  lifelineIntervalMs: 500,
  /** Keystrokes of this long reach the engine's files in one write. */
  toEngineDelayMs: 120,
  /** A text of this length is read, compared and written in some 10 ms of the page: it waits for a pause in the typing … */
  largeTextChars: 100_000,
  largeToEnginePauseMs: 600,
  /** … but not longer than this. */
  largeToEngineMaxMs: 4_000,
  /** A program's write waits this long: a temporary file that is renamed at once is never seen. */
  toDocumentDelayMs: 150,
  /** At most one write a second and file goes from programs to the document. */
  toDocumentIntervalMs: 1_000,
  /** After a failed read or write of the engine's files. */
  retryMs: 2_000,
  /** A file that programs rewrite this often without a rest (two engines that disagree about it) stays local … */
  maxWritesWithoutRest: 30,
  restMs: 3_000,
  /** … for this long. */
  holdMs: 30_000,
  /** New files that join one transaction. */
  maxFilesPerBatch: 200,
  maxBytesPerBatch: 524_288,
} as const;
