/** A page with CodeMirror as its guide sets it up, and nothing else: what a key costs before any of the IDE's work. */
import { autocompletion, closeBrackets } from "@codemirror/autocomplete";
import { defaultKeymap, history } from "@codemirror/commands";
import { javascript } from "@codemirror/lang-javascript";
import { bracketMatching, defaultHighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";

declare global {
  interface Window {
    /** Shows `text` with the caret on the empty line in it. */
    openBare(text: string): void;
  }
}

window.openBare = (text) => {
  const view = new EditorView({
    parent: document.body,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        history(),
        drawSelection(),
        highlightActiveLine(),
        bracketMatching(),
        closeBrackets(),
        autocompletion(),
        syntaxHighlighting(defaultHighlightStyle),
        keymap.of(defaultKeymap),
        javascript({ typescript: true }),
      ],
    }),
  });
  view.dom.style.height = "600px";
  view.focus();
  view.dispatch({ selection: { anchor: text.indexOf("\n\n") + 1 }, scrollIntoView: true });
};
