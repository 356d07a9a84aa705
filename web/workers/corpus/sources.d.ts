export interface SourceFile {
  /** Path inside the package with forward slashes. */
  path: string;
  text: string;
}
/** Sources in path order; `seenLines` is shared by all packages and grows. */
export declare function readableSources(folder: string, seenLines: Set<string>): SourceFile[];
export declare function isReadable(text: string): boolean;
