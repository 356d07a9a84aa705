/** Draws the ghost: its first line at the caret, the other lines as a block below. */
import type { EditorState, Extension, Range } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, WidgetType } from "@codemirror/view";
import { type Choice, type Ghost, ghostField } from "./ghost.ts";

class GhostWidget extends WidgetType {
  private readonly text: string;
  private readonly block: boolean;

  constructor(text: string, block: boolean) {
    super();
    this.text = text;
    this.block = block;
  }

  override eq(other: GhostWidget): boolean {
    return other.text === this.text && other.block === this.block;
  }

  override toDOM(): HTMLElement {
    const element = document.createElement(this.block ? "div" : "span");
    element.className = this.block ? "cm-ghostBlock" : "cm-ghostText";
    element.setAttribute("aria-hidden", "true");
    element.textContent = this.text;
    return element;
  }

  override get lineBreaks(): number {
    return this.block ? this.text.split("\n").length - 1 : 0;
  }

  override ignoreEvent(): boolean {
    return true;
  }
}

class ChoiceWidget extends WidgetType {
  private readonly choice: Choice;

  constructor(choice: Choice) {
    super();
    this.choice = choice;
  }

  override eq({ choice }: ChoiceWidget): boolean {
    return choice.index === this.choice.index && choice.count === this.choice.count;
  }

  override toDOM(): HTMLElement {
    const element = document.createElement("span");
    element.className = "cm-ghostChoice";
    element.setAttribute("aria-hidden", "true");
    element.textContent = `${this.choice.index}/${this.choice.count}`;
    return element;
  }

  override ignoreEvent(): boolean {
    return true;
  }
}

const drawGhost: Extension = EditorView.decorations.compute([ghostField], (state) => decorations(state));

function decorations(state: EditorState): DecorationSet {
  const ghost = state.field(ghostField);
  if (!ghost || ghost.hidden) return Decoration.none;
  return Decoration.set(ranges(ghost, state), true);
}

function ranges(ghost: Ghost, state: EditorState): Range<Decoration>[] {
  const head = state.selection.main.head;
  const [first = "", ...others] = ghost.rest.text.split("\n");
  const drawn: Range<Decoration>[] = [];
  if (first) drawn.push(Decoration.widget({ widget: new GhostWidget(first, false), side: 1 }).range(head));
  if (ghost.choice) drawn.push(Decoration.widget({ widget: new ChoiceWidget(ghost.choice), side: 2 }).range(head));
  if (ghost.rest.replace > 0) drawn.push(Decoration.replace({}).range(head, head + ghost.rest.replace));
  if (others.length) {
    const widget = new GhostWidget(others.join("\n"), true);
    drawn.push(Decoration.widget({ widget, block: true, side: 1 }).range(state.doc.lineAt(head).to));
  }
  return drawn;
}

const theme = EditorView.baseTheme({
  ".cm-ghostText, .cm-ghostBlock": { opacity: "0.55", fontStyle: "italic", whiteSpace: "pre", pointerEvents: "none" },
  ".cm-ghostBlock": { padding: "0 2px 0 6px" },
  ".cm-ghostChoice": {
    marginLeft: "1ch",
    padding: "0 0.5ch",
    borderRadius: "3px",
    backgroundColor: "var(--bg-hover)",
    color: "var(--fg-muted)",
    fontSize: "0.85em",
    lineHeight: "1",
    pointerEvents: "none",
  },
  ".cm-ghostStatus": {
    position: "absolute",
    width: "1px",
    height: "1px",
    overflow: "hidden",
    clipPath: "inset(50%)",
    whiteSpace: "nowrap",
  },
});

export const ghostView: Extension = [drawGhost, theme];
