/** Search, bracket closing and match marks: loaded once the first editor takes keys. */
import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import type { Extension } from "@codemirror/state";
import { keymap } from "@codemirror/view";

export { gotoLine, openSearchPanel } from "@codemirror/search";

export function extras(): Extension {
  return [
    closeBrackets(),
    search({ top: true }),
    highlightSelectionMatches(),
    keymap.of([...closeBracketsKeymap, ...searchKeymap]),
  ];
}
