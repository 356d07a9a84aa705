/** The editor in the product's tokens; a change of theme changes CSS variables only. */
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";

const surface = EditorView.theme({
  "&": { height: "100%", backgroundColor: "var(--bg-editor)", color: "var(--fg)", fontSize: "var(--code-size)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": {
    fontFamily: "var(--font-code)",
    lineHeight: "var(--line-code)",
    fontVariantLigatures: "none",
    overscrollBehavior: "contain",
  },
  ".cm-content": { caretColor: "var(--cursor)", padding: "4px 0 64px" },
  ".cm-line": { padding: "0 12px 0 2px" },
  ".cm-cursor, .cm-dropCursor": { borderLeftColor: "var(--cursor)", borderLeftWidth: "2px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "var(--selection)",
  },
  ".cm-gutters": { backgroundColor: "var(--bg-editor)", color: "var(--fg-faint)", border: "none" },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "46px", padding: "0 12px 0 8px" },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--bg-hover) 55%, transparent)" },
  ".cm-activeLineGutter": { backgroundColor: "transparent", color: "var(--fg)" },
  "&.cm-focused .cm-matchingBracket, .cm-matchingBracket": {
    backgroundColor: "color-mix(in srgb, var(--accent) 22%, transparent)",
    outline: "1px solid color-mix(in srgb, var(--accent) 50%, transparent)",
  },
  ".cm-nonmatchingBracket": { color: "var(--error)" },
  ".cm-selectionMatch": { backgroundColor: "color-mix(in srgb, var(--accent) 16%, transparent)" },
  ".cm-searchMatch": { backgroundColor: "color-mix(in srgb, var(--warn) 26%, transparent)" },
  ".cm-searchMatch-selected": { backgroundColor: "color-mix(in srgb, var(--warn) 46%, transparent)" },
  "@media (max-width: 640px)": {
    ".cm-lineNumbers .cm-gutterElement": { minWidth: "34px", padding: "0 8px 0 4px" },
  },
});

/** Quieter than comments, never italic: a suggestion is not yet part of the text. */
const ghost = EditorView.theme({
  ".cm-ghostText, .cm-ghostBlock": { color: "var(--ghost)", opacity: "1", fontStyle: "normal" },
});

const boxes = EditorView.theme({
  ".cm-panels": { backgroundColor: "var(--bg-panel)", color: "var(--fg)", fontFamily: "var(--font-ui)" },
  ".cm-panels.cm-panels-top": { borderBottom: "1px solid var(--line-soft)" },
  ".cm-panel.cm-search, .cm-panel.cm-gotoLine": { padding: "6px 32px 6px 12px", fontSize: "var(--text-sm)" },
  ".cm-panel.cm-search label": {
    display: "inline-flex",
    alignItems: "center",
    gap: "4px",
    marginRight: "8px",
    fontSize: "var(--text-sm)",
  },
  ".cm-panel.cm-search input[type=checkbox]": { margin: "0", accentColor: "var(--accent)" },
  ".cm-textfield": {
    height: "24px",
    padding: "0 8px",
    border: "1px solid var(--line-strong)",
    borderRadius: "var(--radius-sm)",
    backgroundColor: "var(--bg-input)",
    fontSize: "var(--text-sm)",
  },
  ".cm-button": {
    height: "24px",
    padding: "0 8px",
    border: "1px solid var(--line-strong)",
    borderRadius: "var(--radius-sm)",
    background: "var(--bg-raised)",
    color: "var(--fg)",
    fontSize: "var(--text-sm)",
  },
  ".cm-button:hover": { background: "var(--bg-hover)" },
  ".cm-panel.cm-search [name=close], .cm-dialog-close": {
    color: "var(--fg-muted)",
    fontSize: "18px",
    lineHeight: "20px",
    width: "24px",
    height: "24px",
    right: "6px",
    top: "6px",
    cursor: "pointer",
  },
  ".cm-tooltip": {
    border: "1px solid var(--line-strong)",
    borderRadius: "var(--radius)",
    backgroundColor: "var(--bg-raised)",
    color: "var(--fg)",
    boxShadow: "var(--shadow)",
    overflow: "hidden",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--font-code)", maxHeight: "14em" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "2px 10px 2px 6px", lineHeight: "1.5" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { background: "var(--bg-selected)", color: "var(--fg)" },
  ".cm-completionMatchedText": { textDecoration: "none", color: "var(--accent)" },
  ".cm-completionIcon": { color: "var(--fg-faint)", opacity: "1" },
});

export const editorTheme: Extension = [surface, ghost, boxes];
