/** Messages between the page and the Worker that finds passages for a question. */
export interface ToCodebaseWorker {
  question: string;
  files: readonly { path: string; text: string }[];
  maxChars: number;
  maxPieces: number;
}

export interface FoundPassage {
  path: string;
  firstLine: number;
  text: string;
}

export interface FromCodebaseWorker {
  /** The most helpful first. */
  passages: readonly FoundPassage[];
}
