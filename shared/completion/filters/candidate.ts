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

export interface CodePlace extends CaretText {
  /** A language id of ours, as in `InlineRequest`. */
  language: string;
}

/** Returns the candidate, a better one, or undefined when it must not be shown. */
export type CandidateFilter = (candidate: Candidate, place: CodePlace) => Candidate | undefined;

export function currentLine({ prefix, suffix }: CaretText): { before: string; after: string } {
  const end = suffix.search(/\r?\n/);
  return { before: prefix.slice(prefix.lastIndexOf("\n") + 1), after: end < 0 ? suffix : suffix.slice(0, end) };
}

/** The candidate with another text; undefined when nothing that can be seen is left of it. */
export function withText(candidate: Candidate, text: string): Candidate | undefined {
  return text.trim() ? { ...candidate, text } : undefined;
}
