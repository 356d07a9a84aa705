/** A suggestion on its way to the screen. */
export interface Candidate {
  text: string;
  /** Characters behind the caret that accepting the suggestion replaces: brackets the editor closed by itself. */
  replace: number;
}

/** Where the suggestion would stand. */
export interface CaretText {
  prefix: string;
  suffix: string;
}

/** Returns the candidate, a better one, or undefined when it must not be shown. */
export type CandidateFilter = (candidate: Candidate, caret: CaretText) => Candidate | undefined;

export function currentLine({ prefix, suffix }: CaretText): { before: string; after: string } {
  const end = suffix.search(/\r?\n/);
  return { before: prefix.slice(prefix.lastIndexOf("\n") + 1), after: end < 0 ? suffix : suffix.slice(0, end) };
}
