/**
 * Commands, indentation, brackets and code colours. They arrive with the first painted frame and not before it: letters,
 * Enter and Backspace need none of them, and they weigh as much as a quarter of the editor.
 */
import { defaultKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, indentOnInput, indentUnit } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { keymap } from "@codemirror/view";
import { syntaxTheme } from "./syntax-theme.ts";

export function editing(): Extension {
  return [
    indentUnit.of("  "),
    indentOnInput(),
    bracketMatching(),
    // Escape, then Tab, leaves the editor: CodeMirror's own way out for keyboards.
    keymap.of([...defaultKeymap, indentWithTab]),
    syntaxTheme,
  ];
}
