/** Tab goes to the nearest proposal, and takes it where the caret is at it; Escape dismisses all. */
import { completionStatus } from "@codemirror/autocomplete";
import { isolateHistory } from "@codemirror/commands";
import { type EditorState, type Extension, Prec, type TransactionSpec } from "@codemirror/state";
import { type Command, EditorView, keymap } from "@codemirror/view";
import { visibleGhost } from "../completion/ghost.ts";
import type { NextEditOptions } from "./options.ts";
import { dismissProposals, isAt, nearest, nextEditEvent, type Proposal, proposalsField } from "./proposals.ts";
import type { Waiting } from "./watch.ts";

export function nextEditKeys(options: NextEditOptions, waiting: Waiting): Extension {
  const goOrTake: Command = (view) => {
    if (!isFree(view.state) || !options.enabled()) return false;
    const proposal = nearest(view.state);
    if (!proposal) return goElsewhere(view, options, waiting);
    if (isAt(proposal, view.state)) take(view, proposal, options);
    else goTo(view, proposal);
    return true;
  };
  const dismiss: Command = (view) => {
    if (completionStatus(view.state) === "active" || !view.state.field(proposalsField)) return false;
    view.dispatch({ effects: dismissProposals.of(null) });
    return true;
  };
  return Prec.high(
    keymap.of([
      { key: "Tab", run: goOrTake },
      { key: "Escape", run: dismiss },
    ]),
  );
}

/** The popup and ghost text come first, and a selection is to be indented. */
export function isFree(state: EditorState): boolean {
  return (
    state.field(proposalsField) !== undefined &&
    state.selection.ranges.length === 1 &&
    state.selection.main.empty &&
    !state.readOnly &&
    completionStatus(state) !== "active" &&
    !visibleGhost(state)
  );
}

function goTo(view: EditorView, { from }: Proposal): void {
  view.dispatch({
    selection: { anchor: from },
    effects: EditorView.scrollIntoView(from, { y: "nearest", yMargin: 60 }),
    userEvent: "select.next-edit",
  });
}

function take(view: EditorView, proposal: Proposal, { words }: NextEditOptions): void {
  view.dispatch(acceptance(proposal));
  const left = view.state.field(proposalsField);
  view.dispatch({
    effects: EditorView.announce.of(words().left((left?.here.length ?? 0) + (left?.elsewhere.length ?? 0))),
  });
}

/** The change that writes a proposal: one undo step of its own. */
export function acceptance({ from, to, insert }: Proposal): TransactionSpec {
  return {
    changes: { from, to, insert },
    selection: { anchor: from + insert.length },
    scrollIntoView: true,
    userEvent: nextEditEvent,
    annotations: isolateHistory.of("full"),
  };
}

/** The places of the other files go along, to be shown there. */
function goElsewhere(view: EditorView, { openPlace }: NextEditOptions, waiting: Waiting): boolean {
  const places = view.state.field(proposalsField)?.elsewhere ?? [];
  const [first] = places;
  if (!first) return false;
  waiting.set(first.path, [...places]);
  if (!openPlace(first)) waiting.delete(first.path);
  view.dispatch({ effects: dismissProposals.of(null) });
  return true;
}
