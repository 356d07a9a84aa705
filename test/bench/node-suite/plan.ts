/** What one run of driver.ts is told, and what it says of each file. */
export interface Plan {
  /** Absolute path of test/parallel. */
  folder: string;
  cwd: string;
  files: string[];
  jobs: number;
  /** Keeps ports and temporary folders of files that run side by side apart. */
  firstSlot: number;
  timeoutMs: number;
}

export interface Outcome {
  file: string;
  code: number | null;
  /** A signal's name, or `timeout`. */
  signal: string | null;
  ms: number;
  /** The end of its output. */
  tail: string;
}

const skipped = /^1\.\.0 # [Ss]kip(?:ped)?:?\s*(.*)$/m;

export function skipReason({ tail }: Outcome): string | undefined {
  return skipped.exec(tail)?.[1];
}

export const passed = (outcome: Outcome): boolean =>
  outcome.code === 0 && outcome.signal === null && skipReason(outcome) === undefined;
