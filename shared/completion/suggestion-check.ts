/** What ghost text asks before it shows a suggestion: does the file get worse by it? */

export const suggestionVerdicts = ["keep", "type-error", "syntax-error"] as const;
export type SuggestionVerdict = (typeof suggestionVerdicts)[number];

export interface CheckedSuggestion {
  path: string;
  /** Length of the file that it was made for: what was typed of it since then is not written twice. */
  length: number;
  /** What it replaces in the file as it is now: nothing at the caret, or brackets behind it too. */
  from: number;
  to: number;
  insert: string;
}

/** Answers within a deadline; what is not known to be wrong by then is kept. A suggestion is never shown and then taken back. */
export interface SuggestionCheck {
  check(suggestion: CheckedSuggestion, signal: AbortSignal): Promise<SuggestionVerdict>;
}
