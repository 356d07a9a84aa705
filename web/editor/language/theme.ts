/** Boxes and marks of the language features, in the product's tokens. */
import { EditorView } from "@codemirror/view";

const marks = ["error", "warning", "info", "hint"] as const;
const colors = { error: "var(--error)", warning: "var(--warn)", info: "var(--info)", hint: "var(--fg-faint)" };

/** The package's own marks are pictures with colours of their own: they know neither our themes nor high contrast. */
const markRules = Object.fromEntries(
  marks.flatMap((severity) => [
    [
      `.cm-lintRange-${severity}`,
      {
        backgroundImage: "none",
        paddingBottom: "0",
        textDecoration: `underline ${severity === "hint" ? "dotted" : "wavy"} ${colors[severity]} 1px`,
        textUnderlineOffset: "3px",
        textDecorationSkipInk: "none",
      },
    ],
    [`.cm-lint-marker-${severity}`, { content: "normal", backgroundColor: colors[severity] }],
    [`.cm-diagnostic-${severity}`, { borderLeft: `3px solid ${colors[severity]}` }],
  ]),
);

export const languageTheme = EditorView.theme({
  ".cm-typeBox": { maxWidth: "min(620px, 80vw)", maxHeight: "40vh", overflowY: "auto", fontSize: "var(--text-sm)" },
  ".cm-typeSignature": {
    padding: "6px 10px",
    fontFamily: "var(--font-code)",
    whiteSpace: "pre-wrap",
    overflowWrap: "anywhere",
    lineHeight: "1.5",
  },
  ".cm-typeSignature b": { color: "var(--accent)", fontWeight: "600" },
  ".cm-typeOverload": { color: "var(--fg-faint)", marginRight: "8px" },
  ".cm-typeWords": {
    padding: "6px 10px 8px",
    borderTop: "1px solid var(--line-soft)",
    fontFamily: "var(--font-ui)",
    color: "var(--fg-muted)",
    whiteSpace: "pre-wrap",
    overflowWrap: "anywhere",
    lineHeight: "1.5",
  },
  ".cm-tooltip.cm-completionInfo": { padding: "0" },
  ".cm-gutter-lint": { width: "12px" },
  ".cm-gutter-lint .cm-gutterElement": {
    padding: "0",
    display: "flex",
    alignItems: "center",
    justifyContent: "center",
  },
  ".cm-lint-marker": { width: "8px", height: "8px", borderRadius: "50%" },
  ".cm-lint-marker-warning": { borderRadius: "1px" },
  ".cm-lintRange-active": { backgroundColor: "color-mix(in srgb, var(--accent) 18%, transparent)" },
  ".cm-lintPoint::after": { borderBottomColor: "var(--error)" },
  ".cm-diagnostic": {
    padding: "6px 10px",
    fontFamily: "var(--font-ui)",
    fontSize: "var(--text-sm)",
    whiteSpace: "pre-wrap",
    maxWidth: "min(620px, 80vw)",
  },
  ".cm-diagnosticSource": { fontSize: "var(--text-xs)", color: "var(--fg-faint)", opacity: "1" },
  ".cm-panel.cm-panel-lint": { fontSize: "var(--text-sm)" },
  ".cm-panel.cm-panel-lint ul": { maxHeight: "160px" },
  ".cm-panel.cm-panel-lint .cm-diagnostic": { maxWidth: "none", paddingRight: "36px" },
  ".cm-panel.cm-panel-lint [name=close]": {
    top: "4px",
    right: "6px",
    width: "24px",
    height: "24px",
    color: "var(--fg-muted)",
    fontSize: "18px",
    lineHeight: "20px",
    cursor: "pointer",
  },
  ".cm-panel.cm-panel-lint ul [aria-selected], .cm-panel.cm-panel-lint ul:focus [aria-selected]": {
    backgroundColor: "var(--bg-selected)",
    color: "var(--fg)",
  },
  ...markRules,
});
