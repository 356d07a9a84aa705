/** Limits of the checks of a project that is written as a whole. */
export const projectLimits = {
  /** Of one test file: one that never ends is ended, and red. */
  testTimeoutMs: 60_000,
  installTimeoutMs: 300_000,
  /** Of what a command says, its end. */
  maxOutputChars: 1_000_000,
  /** After a command has ended: one that others hold open says nothing more. */
  outputWithinMs: 1_000,
  /** Types of packages arrive once they are asked for: what is missing at first may be known then. */
  packagesWithinMs: 3_000,
} as const;
