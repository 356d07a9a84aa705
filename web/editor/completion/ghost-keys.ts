/** Keys that take or dismiss what is shown. */
import { completionStatus } from "@codemirror/autocomplete";
import { isolateHistory } from "@codemirror/commands";
import {
  EditorSelection,
  type EditorState,
  type Extension,
  Prec,
  type SelectionRange,
  type TransactionSpec,
} from "@codemirror/state";
import { type Command, type EditorView, keymap } from "@codemirror/view";
import { closersTaken } from "../../../shared/completion/filters/closers.ts";
import { completionLimits } from "../../../shared/completion/limits.ts";
import { acceptedCompletion, acceptedUserEvent } from "./accepted.ts";
import { caretText, type Ghost, hideGhost, visibleGhost } from "./ghost.ts";

export type AcceptedPart = "all" | "word" | "line";

/** Called after a suggestion, or a part of it, was written; `from` is where. */
export type AcceptListener = (ghost: Ghost, text: string, from: number) => void;

export interface GhostCommands {
  accepted: AcceptListener;
  /** Hears that the person wants none here. */
  dismissed(view: EditorView): void;
  ask: Command;
  next: Command;
  previous: Command;
}

/**
 * Tab takes all, Mod-→ the next word, Mod-↓ the next line, Esc dismisses, Alt-\ asks, Alt-] and Alt-[ show others.
 * Each is left to the editor when no ghost is visible.
 */
export function ghostKeys({ accepted, dismissed, ask, next, previous }: GhostCommands): Extension {
  const accept = (part: AcceptedPart) => (view: EditorView) => acceptPart(view, part, accepted);
  const acceptByTab: Command = (view) => !wouldIndent(view.state) && acceptPart(view, "all", accepted);
  // What is still on its way would come after the Escape; a popup is closed with the ghost.
  const dismiss: Command = (view) => {
    dismissed(view);
    if (!visibleGhost(view.state)) return false;
    view.dispatch({ effects: hideGhost.of(null) });
    return completionStatus(view.state) === null;
  };
  return Prec.highest(
    keymap.of([
      { key: "Tab", run: acceptByTab },
      { key: "Mod-ArrowRight", run: accept("word") },
      { key: "Mod-ArrowDown", run: accept("line") },
      { key: "Escape", run: dismiss },
      { key: "Alt-\\", run: ask },
      { key: "Alt-]", run: next },
      { key: "Alt-[", run: previous },
    ]),
  );
}

/** On a blank line whose suggestion begins with more indentation, Tab means the indentation. */
function wouldIndent(state: EditorState): boolean {
  const ghost = visibleGhost(state);
  const head = state.selection.main.head;
  const before = state.sliceDoc(state.doc.lineAt(head).from, head);
  return ghost !== undefined && !before.trim() && /^[ \t]/.test(ghost.rest.text);
}

function acceptPart(view: EditorView, part: AcceptedPart, accepted: AcceptListener): boolean {
  const ghost = visibleGhost(view.state);
  if (!ghost) return false;
  const text = partOf(ghost.rest.text, part);
  const from = view.state.selection.main.head;
  view.dispatch(insertion(view.state, ghost, text, part));
  accepted(ghost, text, from);
  return true;
}

/** The change that writes `text`, all of the ghost or its first part, and takes away the closed brackets it stands for. */
export function insertion(state: EditorState, ghost: Ghost, text: string, part: AcceptedPart): TransactionSpec {
  const head = state.selection.main.head;
  const whole = text.length === ghost.rest.text.length;
  const { source, model } = ghost;
  const replace = whole ? ghost.rest.replace : closersTaken(text, caretText(state, completionLimits.maxLineChars));
  const changes = state.changes({ from: head, to: head + replace, insert: text });
  return {
    changes,
    selection: withMain(state.selection.map(changes), EditorSelection.cursor(head + text.length)),
    scrollIntoView: true,
    userEvent: acceptedUserEvent,
    annotations: [acceptedCompletion.of({ source, model, part, text }), isolateHistory.of("full")],
    ...(whole ? { effects: hideGhost.of(null) } : {}),
  };
}

/** The other carets stay where they are. */
function withMain(selection: EditorSelection, main: SelectionRange): EditorSelection {
  const ranges = selection.ranges.map((range) => (range === selection.main ? main : range));
  return EditorSelection.create(ranges, selection.mainIndex);
}

const nextWord = /^\s*(?:[\p{L}\p{N}_$]+|[^\s\p{L}\p{N}_$]+)/u;
const nextLine = /^\n?[^\n]*/;

export function partOf(text: string, part: AcceptedPart): string {
  if (part === "all") return text;
  return text.match(part === "word" ? nextWord : nextLine)?.[0] ?? text;
}
