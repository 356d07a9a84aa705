/** Draws proposals: the nearest as what goes and what comes, the others as a quiet line, and at the caret a hint where none is in sight. */
import { type EditorState, type Extension, type Range, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, ViewPlugin, type ViewUpdate, WidgetType } from "@codemirror/view";
import { nextEditLimits } from "./limits.ts";
import type { NextEditOptions } from "./options.ts";
import { isAt, nearest, type Proposal, proposalsField } from "./proposals.ts";

class NewText extends WidgetType {
  private readonly text: string;
  private readonly hint: string;

  constructor(text: string, hint: string) {
    super();
    this.text = text;
    this.hint = hint;
  }

  override eq(other: NewText): boolean {
    return other.text === this.text && other.hint === this.hint;
  }

  override toDOM(): HTMLElement {
    const element = document.createElement("span");
    element.setAttribute("aria-hidden", "true");
    if (this.text) element.append(part("cm-nextEditNew", this.text));
    if (this.hint) element.append(part("cm-nextEditHint", this.hint));
    return element;
  }

  override ignoreEvent(): boolean {
    return true;
  }
}

function part(className: string, text: string): HTMLElement {
  const element = document.createElement("span");
  element.className = className;
  element.textContent = text;
  return element;
}

/** Lines that are on the screen: a place outside of them needs a hint. */
const setSight = StateEffect.define<{ from: number; to: number }>();
const sightField = StateField.define<{ from: number; to: number }>({
  create: ({ doc }) => ({ from: 0, to: doc.length }),
  update(sight, transaction) {
    for (const effect of transaction.effects) if (effect.is(setSight)) return effect.value;
    return transaction.docChanged
      ? { from: transaction.changes.mapPos(sight.from), to: transaction.changes.mapPos(sight.to, 1) }
      : sight;
  },
});

export function nextEditView(options: NextEditOptions): Extension {
  return [
    sightField,
    followSight,
    EditorView.decorations.compute([proposalsField, sightField, "selection"], (state) => decorations(state, options)),
    theme,
  ];
}

/** Reads what is on the screen, after it was drawn, and only while there is something to point at. */
const followSight = ViewPlugin.define((view) => {
  const measure = {
    read: () => {
      const { top, bottom } = view.scrollDOM.getBoundingClientRect();
      const at = (y: number) => view.lineBlockAtHeight(y - view.documentTop);
      return { from: at(top + 1).from, to: at(bottom - 1).to };
    },
    write: ({ from, to }: { from: number; to: number }) => {
      const known = view.state.field(sightField);
      if (known.from !== from || known.to !== to)
        queueMicrotask(() => view.dispatch({ effects: setSight.of({ from, to }) }));
    },
  };
  const look = () => view.state.field(proposalsField) && view.requestMeasure(measure);
  view.scrollDOM.addEventListener("scroll", look, { passive: true });
  return {
    update: ({ geometryChanged, startState, state }: ViewUpdate) => {
      if (geometryChanged || startState.field(proposalsField) !== state.field(proposalsField)) look();
    },
    destroy: () => view.scrollDOM.removeEventListener("scroll", look),
  };
});

function decorations(state: EditorState, { words }: NextEditOptions): DecorationSet {
  const proposals = state.field(proposalsField);
  if (!proposals) return Decoration.none;
  const first = nearest(state);
  const sight = state.field(sightField);
  const drawn = proposals.here.flatMap((each) =>
    each === first ? diff(each, isAt(each, state) ? words().take : words().go) : place(each),
  );
  const hint = hintAtCaret(state, first, sight, words());
  if (hint) {
    const widget = new NewText("", hint);
    drawn.push(Decoration.widget({ widget, side: 3 }).range(state.doc.lineAt(state.selection.main.head).to));
  }
  return Decoration.set(drawn, true);
}

function hintAtCaret(
  state: EditorState,
  first: Proposal | undefined,
  sight: { from: number; to: number },
  words: ReturnType<NextEditOptions["words"]>,
): string | undefined {
  const elsewhere = state.field(proposalsField)?.elsewhere ?? [];
  const [other] = elsewhere;
  if (first && first.from >= sight.from && first.to <= sight.to) return undefined;
  if (first) return words.goToLine(state.doc.lineAt(first.from).number);
  return other && words.goToFile(other.path, elsewhere.length);
}

function place({ from, to }: Proposal): Range<Decoration>[] {
  return from < to ? [Decoration.mark({ class: "cm-nextEditPlace" }).range(from, to)] : [];
}

function diff({ from, to, insert }: Proposal, hint: string): Range<Decoration>[] {
  const widget = new NewText(shortened(insert), hint);
  return [
    ...(from < to ? [Decoration.mark({ class: "cm-nextEditOld" }).range(from, to)] : []),
    Decoration.widget({ widget, side: 1 }).range(to),
  ];
}

function shortened(text: string): string {
  const { maxShownChars } = nextEditLimits;
  return text.length > maxShownChars ? `${text.slice(0, maxShownChars)}…` : text;
}

const theme = EditorView.baseTheme({
  ".cm-nextEditOld": { textDecoration: "line-through", textDecorationColor: "var(--error)", opacity: "0.7" },
  ".cm-nextEditNew": {
    fontStyle: "italic",
    whiteSpace: "pre",
    padding: "0 2px",
    borderRadius: "3px",
    backgroundColor: "color-mix(in srgb, var(--accent) 16%, transparent)",
    pointerEvents: "none",
  },
  ".cm-nextEditPlace": { borderBottom: "1px dotted var(--accent)" },
  ".cm-nextEditHint": {
    marginLeft: "1ch",
    padding: "0 0.5ch",
    borderRadius: "3px",
    backgroundColor: "var(--bg-hover)",
    color: "var(--fg-muted)",
    fontSize: "0.85em",
    lineHeight: "1",
    pointerEvents: "none",
  },
});
