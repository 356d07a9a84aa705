/** A program whose output and exit code must be the same in the engine and in the pinned Node. */
export interface GoldenProgram {
  /** Section of the conformance list and what is promised. */
  title: string;
  files: Record<string, string>;
  args: string[];
  input?: string;
}
