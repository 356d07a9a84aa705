/** Keys that take or dismiss what is shown. */
import { isolateHistory } from "@codemirror/commands";
import { EditorSelection, type EditorState, type Extension, Prec, type TransactionSpec } from "@codemirror/state";
import { type Command, type EditorView, keymap } from "@codemirror/view";
import { closersTaken } from "../../../shared/completion/filters/closers.ts";
import { completionLimits } from "../../../shared/completion/limits.ts";
import { acceptedCompletion, acceptedUserEvent } from "./accepted.ts";
import { caretText, type Ghost, hideGhost, visibleGhost } from "./ghost.ts";

export type AcceptedPart = "all" | "word" | "line";

/** Called after a suggestion, or a part of it, was written. */
export type AcceptListener = (ghost: Ghost, text: string, part: AcceptedPart) => void;

/**
 * Tab takes all, Mod-→ the next word, Mod-↓ the next line, Esc dismisses, Alt-\ asks.
 * Each is left to the editor when no ghost is visible.
 */
export function ghostKeys(accepted: AcceptListener, ask: Command): Extension {
  const accept = (part: AcceptedPart) => (view: EditorView) => acceptPart(view, part, accepted);
  const acceptByTab: Command = (view) => !wouldIndent(view.state) && acceptPart(view, "all", accepted);
  return Prec.highest(
    keymap.of([
      { key: "Tab", run: acceptByTab },
      { key: "Mod-ArrowRight", run: accept("word") },
      { key: "Mod-ArrowDown", run: accept("line") },
      { key: "Escape", run: dismiss },
      { key: "Alt-\\", run: ask },
    ]),
  );
}

const dismiss: Command = (view) => {
  if (!visibleGhost(view.state)) return false;
  view.dispatch({ effects: hideGhost.of(null) });
  return true;
};

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
  view.dispatch(insertion(view.state, ghost, text, part));
  accepted(ghost, text, part);
  return true;
}

/** The change that writes `text`, all of the ghost or its first part, and takes away the closed brackets it stands for. */
export function insertion(state: EditorState, ghost: Ghost, text: string, part: AcceptedPart): TransactionSpec {
  const head = state.selection.main.head;
  const whole = text.length === ghost.rest.text.length;
  const { source, model } = ghost;
  const replace = whole ? ghost.rest.replace : closersTaken(text, caretText(state, completionLimits.maxLineChars));
  return {
    changes: { from: head, to: head + replace, insert: text },
    selection: EditorSelection.cursor(head + text.length),
    scrollIntoView: true,
    userEvent: acceptedUserEvent,
    annotations: [acceptedCompletion.of({ source, model, part }), isolateHistory.of("full")],
    ...(whole ? { effects: hideGhost.of(null) } : {}),
  };
}

const nextWord = /^\s*(?:[\p{L}\p{N}_$]+|[^\s\p{L}\p{N}_$]+)/u;
const nextLine = /^\n?[^\n]*/;

export function partOf(text: string, part: AcceptedPart): string {
  if (part === "all") return text;
  return text.match(part === "word" ? nextWord : nextLine)?.[0] ?? text;
}
