/** What every editor has from its first key on; the rest arrives by `editing.ts` and `extras.ts`. */
import { EditorState, type Extension } from "@codemirror/state";
import {
  crosshairCursor,
  drawSelection,
  dropCursor,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  lineNumbers,
  rectangularSelection,
} from "@codemirror/view";
import { cspNonce } from "../ui/nonce.ts";
import { editorTheme } from "./theme.ts";

/** Extensions that never change while an editor lives. */
export function baseExtensions(): Extension {
  return [
    EditorView.cspNonce.of(cspNonce()),
    // The shared text counts every character: only "\n" ends a line, a stray "\r" stays where it is.
    EditorState.lineSeparator.of("\n"),
    EditorView.clipboardInputFilter.of((text) => text.replaceAll(/\r\n?/g, "\n")),
    EditorState.allowMultipleSelections.of(true),
    lineNumbers(),
    highlightActiveLineGutter(),
    highlightSpecialChars(),
    drawSelection(),
    dropCursor(),
    rectangularSelection(),
    crosshairCursor(),
    highlightActiveLine(),
    editorTheme,
  ];
}
