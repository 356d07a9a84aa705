/** Other people's carets and selections in this file, with name and colour; and this person's own, told to them. */
import { type Extension, type Range, RangeSet, StateEffect } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  EditorView,
  type PluginValue,
  ViewPlugin,
  type ViewUpdate,
  WidgetType,
} from "@codemirror/view";
import * as v from "valibot";
import type { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import type { Person } from "../sync/session.ts";
import { readableOn } from "../ui/person-color.ts";

export interface PeersOptions {
  text: Y.Text;
  awareness: Awareness;
  /** Who is there now; read at every drawing. */
  people(): readonly Person[];
}

const cursorSchema = v.object({ cursor: v.object({ anchor: v.unknown(), head: v.unknown() }) });
const peersChanged = StateEffect.define<null>();

export function peers(options: PeersOptions): Extension {
  return [
    ViewPlugin.define((view) => new Peers(view, options), { decorations: (plugin) => plugin.decorations }),
    peerTheme,
  ];
}

class Peers implements PluginValue {
  decorations: DecorationSet = RangeSet.empty;
  readonly #view: EditorView;
  readonly #options: PeersOptions;

  constructor(view: EditorView, options: PeersOptions) {
    this.#view = view;
    this.#options = options;
    options.awareness.on("change", this.#onAwareness);
    this.decorations = drawPeers(view, options);
  }

  update(update: ViewUpdate) {
    if (update.docChanged || update.selectionSet || update.focusChanged) this.#tellOwn(update.view);
    const asked = update.transactions.some((transaction) => transaction.effects.some((it) => it.is(peersChanged)));
    if (asked) this.decorations = drawPeers(update.view, this.#options);
    else this.decorations = this.decorations.map(update.changes);
  }

  destroy() {
    this.#options.awareness.off("change", this.#onAwareness);
    this.#options.awareness.setLocalStateField("cursor", null);
  }

  readonly #onAwareness = (change: { added: number[]; updated: number[]; removed: number[] }) => {
    const own = this.#options.awareness.clientID;
    const others = [...change.added, ...change.updated, ...change.removed].some((id) => id !== own);
    if (others) this.#view.dispatch({ effects: peersChanged.of(null) });
  };

  #tellOwn(view: EditorView) {
    const { text, awareness } = this.#options;
    if (!view.hasFocus) return;
    const { anchor, head } = view.state.selection.main;
    // Positions tied to characters: they stay right while others type.
    awareness.setLocalStateField("cursor", {
      anchor: Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(text, anchor)),
      head: Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(text, head)),
    });
  }
}

function drawPeers(view: EditorView, options: PeersOptions): DecorationSet {
  const states = options.awareness.getStates();
  const length = view.state.doc.length;
  const ranges: Range<Decoration>[] = [];
  for (const person of options.people()) {
    const parsed = v.safeParse(cursorSchema, states.get(person.clientId));
    if (person.self || !parsed.success) continue;
    const anchor = indexIn(options.text, parsed.output.cursor.anchor);
    const head = indexIn(options.text, parsed.output.cursor.head);
    if (anchor === undefined || head === undefined || Math.max(anchor, head) > length) continue;
    const [from, to] = anchor < head ? [anchor, head] : [head, anchor];
    if (to > from) ranges.push(selectionMark(person.color).range(from, to));
    ranges.push(Decoration.widget({ widget: new PeerCaret(person), side: head > anchor ? -1 : 1 }).range(head));
  }
  return Decoration.set(ranges, true);
}

/** The index a peer's position has in `text`; undefined when it is malformed or in another file. */
function indexIn(text: Y.Text, json: unknown): number | undefined {
  if (!text.doc || json === null || typeof json !== "object") return undefined;
  try {
    const position = Y.createRelativePositionFromJSON(json);
    const absolute = Y.createAbsolutePositionFromRelativePosition(position, text.doc);
    return absolute?.type === text ? absolute.index : undefined;
  } catch {
    // A peer's malformed position: it is simply not drawn.
    return undefined;
  }
}

function selectionMark(color: string): Decoration {
  return Decoration.mark({ attributes: { style: `background-color: color-mix(in srgb, ${color} 28%, transparent)` } });
}

class PeerCaret extends WidgetType {
  readonly #person: Person;

  constructor(person: Person) {
    super();
    this.#person = person;
  }

  override eq(other: WidgetType): boolean {
    return (
      other instanceof PeerCaret &&
      other.#person.clientId === this.#person.clientId &&
      other.#person.name === this.#person.name
    );
  }

  override toDOM(): HTMLElement {
    const { name, color } = this.#person;
    const caret = document.createElement("span");
    caret.className = "cm-peer";
    caret.setAttribute("aria-hidden", "true");
    caret.style.setProperty("--peer", color);
    caret.style.setProperty("--peer-fg", readableOn(color));
    const label = document.createElement("span");
    label.className = "cm-peer-name";
    label.textContent = name;
    caret.append(label);
    return caret;
  }

  override ignoreEvent(): boolean {
    return true;
  }
}

const peerTheme = EditorView.baseTheme({
  ".cm-peer": {
    position: "relative",
    display: "inline-block",
    width: "0",
    height: "1.3em",
    borderLeft: "2px solid var(--peer)",
    marginLeft: "-1px",
    marginRight: "-1px",
    verticalAlign: "text-bottom",
    pointerEvents: "auto",
  },
  ".cm-peer-name": {
    position: "absolute",
    left: "-2px",
    top: "-15px",
    zIndex: "4",
    padding: "0 5px",
    borderRadius: "3px 3px 3px 0",
    background: "var(--peer)",
    color: "var(--peer-fg)",
    font: "600 10px/14px var(--font-ui)",
    whiteSpace: "nowrap",
    pointerEvents: "none",
  },
  ".cm-line:first-child .cm-peer-name": { top: "1.35em", borderRadius: "0 3px 3px 3px" },
});
