import type { EditorState } from "@codemirror/state";
import { fitCandidate } from "../../../shared/completion/filters/filter-candidate.ts";
import { noWorseParse } from "../../../shared/completion/filters/parse-gate.ts";
import { caretText, restAt } from "./ghost.ts";
import { ghostLimits } from "./limits.ts";
import { countErrorsIn } from "./parse-errors.ts";

/** What of a suggestion the file parses no worse with at the caret; undefined when that is nothing. */
export function parsedText(
  suggestion: { origin: number; text: string },
  state: EditorState,
  language: string,
): string | undefined {
  const rest = restAt(suggestion, state);
  const fitted = rest ? fitCandidate(rest, caretText(state, ghostLimits.fitWindowChars)) : undefined;
  const parsed = fitted && noWorseParse(fitted, language, countErrorsIn(state));
  if (!rest || !fitted || !parsed) return undefined;
  if (parsed.text === fitted.text) return suggestion.text;
  const typed = suggestion.text.length - rest.length;
  return suggestion.text.slice(0, typed + parsed.text.length);
}
