/** What the panel reads of the open project; the app fills it in. */

/** The file in the editor, with the first and the last line of what is selected in it. */
export interface ShownFile {
  path: string;
  selected: [number, number] | undefined;
}

export interface FileSymbol {
  /** Dotted. */
  name: string;
  firstLine: number;
  lastLine: number;
}

export interface ShownProblem {
  line: number;
  severity: string;
  message: string;
}

export interface ProjectFacts {
  /** Text files in the order of the tree. */
  paths(): readonly string[];
  textOf(path: string): string | undefined;
  /** False for files named for secrets, ignored ones, and those that the dial closes. */
  mayRead(path: string): boolean;
  shown(): ShownFile | undefined;
  /** What a file declares; nothing where its language is not known. */
  symbols(path: string): Promise<readonly FileSymbol[]>;
  /** Of the shown file. */
  problems(): readonly ShownProblem[];
  /** The last lines of the terminal in front; empty where there is none. */
  terminal(maxLines: number): string;
}
