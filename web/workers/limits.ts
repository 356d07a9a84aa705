/** Limits and constants of the completion Worker. */
export const workerLimits = {
  /** Quiet time after the last file change before the workspace layer is built anew: it takes some 300 ms in all. */
  refreshAfterMs: 800,
  /** Something is learned for so long at a time: a question never waits for more than that and one step. */
  sliceMs: 8,
} as const;
