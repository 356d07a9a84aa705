/** One file's proposed text beside the one it has, in one column, with a choice at each change. */
import { getChunks, getOriginalDoc, goToNextChunk, goToPreviousChunk, unifiedMergeView } from "@codemirror/merge";
import { Compartment, EditorState } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { editing } from "../editing.ts";
import { languageOf, loadLanguageSupport } from "../languages.ts";
import { baseExtensions } from "../setup.ts";

export interface ReviewView {
  dom: HTMLElement;
  /** Changes that are neither kept nor discarded yet. */
  open(): number;
  /** The text with the changes that were kept, and those alone. */
  kept(): string;
  /** The text with the changes that are open, too. */
  proposed(): string;
  /** Brings the first change into sight. */
  showFirst(): void;
  destroy(): void;
}

export interface ReviewWords {
  keep: string;
  drop: string;
  /** "$" is their number. */
  unchanged: string;
}

interface Proposed {
  path: string;
  before: string | undefined;
  after: string | undefined;
}

export function createReviewView(
  { path, before = "", after = "" }: Proposed,
  words: ReviewWords,
  onChange: () => void,
): ReviewView {
  const language = new Compartment();
  const control = (type: "accept" | "reject", act: (event: MouseEvent) => void): HTMLElement => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = `cm-review-${type}`;
    button.textContent = type === "accept" ? words.keep : words.drop;
    button.addEventListener("click", act);
    return button;
  };
  const view = new EditorView({
    state: EditorState.create({
      doc: after,
      extensions: [
        baseExtensions(),
        editing(),
        language.of([]),
        keymap.of([
          { key: "F7", run: goToNextChunk },
          { key: "Shift-F7", run: goToPreviousChunk },
        ]),
        unifiedMergeView({ original: before, mergeControls: control, collapseUnchanged: { margin: 3, minSize: 8 } }),
        EditorState.phrases.of({ "$ unchanged lines": words.unchanged }),
        EditorView.contentAttributes.of({ "aria-label": path }),
        look,
        EditorView.updateListener.of(() => {
          if (countOf(view.state) < open) onChange();
          open = countOf(view.state);
        }),
      ],
    }),
  });
  let open = countOf(view.state);
  void loadLanguageSupport(languageOf(path)).then((support) => {
    if (support) view.dispatch({ effects: language.reconfigure(support) });
  });
  return {
    dom: view.dom,
    open: () => countOf(view.state),
    kept: () => getOriginalDoc(view.state).toString(),
    proposed: () => view.state.doc.toString(),
    showFirst() {
      const first = getChunks(view.state)?.chunks[0];
      if (first) view.dispatch({ effects: EditorView.scrollIntoView(first.fromB, { y: "center" }) });
    },
    destroy: () => view.destroy(),
  };
}

function countOf(state: EditorState): number {
  return getChunks(state)?.chunks.length ?? 0;
}

const look = EditorView.theme({
  ".cm-insertedLine, .cm-changedLine": { backgroundColor: "color-mix(in srgb, var(--ok) 12%, transparent)" },
  ".cm-deletedChunk": {
    backgroundColor: "color-mix(in srgb, var(--error) 12%, transparent)",
    paddingLeft: "2px",
    position: "relative",
  },
  // A second colour on that of the line would leave the code too little contrast.
  "&.cm-editor.cm-merge-b .cm-changedText": { background: "none" },
  "&.cm-editor.cm-merge-b .cm-deletedChunk .cm-deletedText": { background: "none" },
  ".cm-changedLineGutter": { backgroundColor: "var(--ok)" },
  ".cm-deletedLineGutter": { backgroundColor: "var(--error)" },
  ".cm-chunkButtons": { display: "flex", gap: "4px", position: "absolute", insetInlineEnd: "8px", zIndex: "1" },
  ".cm-chunkButtons button": {
    border: "1px solid var(--line-strong)",
    borderRadius: "var(--radius-sm)",
    backgroundColor: "var(--bg-raised)",
    color: "var(--fg)",
    font: "inherit",
    fontFamily: "var(--font-ui)",
    fontSize: "var(--text-sm)",
    padding: "1px 8px",
    cursor: "pointer",
  },
  ".cm-chunkButtons .cm-review-accept": { backgroundColor: "var(--accent)", color: "var(--fg-on-accent)" },
  ".cm-collapsedLines": {
    background: "var(--bg-raised)",
    color: "var(--fg-muted)",
    fontFamily: "var(--font-ui)",
    fontSize: "var(--text-sm)",
    padding: "4px 12px",
  },
  // Their glyphs are in few fonts.
  "& .cm-collapsedLines:before, & .cm-collapsedLines:after": { content: '"…"' },
});
