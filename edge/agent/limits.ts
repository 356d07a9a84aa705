/** Limits of the runs of one process or one user's object. */
export const agentDeskLimits = {
  /** For the browser to come back after its connection was lost. */
  graceMs: 120_000,
  /** How long it can be asked how a run ended, and how many are kept for that. */
  keepEndedMs: 600_000,
  maxEndedRuns: 50,
  /** Workspaces in which one person has an agent at work. */
  maxRunsAPerson: 3,
} as const;
