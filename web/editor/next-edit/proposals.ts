/** Edits proposed at other places of a file, as editor state. Nothing is written until one is accepted. */
import { type EditorState, StateEffect, StateField, type Transaction } from "@codemirror/state";

export interface Proposal {
  from: number;
  to: number;
  /** What stands there; where it no longer does, the proposal is dropped. */
  old: string;
  insert: string;
}

/** A place of another file that waits for the same. */
export interface ElsewherePlace extends Proposal {
  path: string;
}

export interface Proposals {
  /** In the order in which they stand in the file. */
  here: readonly Proposal[];
  elsewhere: readonly ElsewherePlace[];
}

export const propose = StateEffect.define<Proposals>();
export const dismissProposals = StateEffect.define();

/** User event of an accepted proposal: sync and undo take it as the assistant's, one step. */
export const nextEditEvent = "input.complete.ai.next";

export const proposalsField = StateField.define<Proposals | undefined>({
  create: () => undefined,
  update: step,
});

/** The proposal that Tab is about: the next one behind the caret, from the end on the first. */
export function nearest(state: EditorState): Proposal | undefined {
  const here = state.field(proposalsField, false)?.here ?? [];
  const { head } = state.selection.main;
  return here.find(({ to }) => to >= head) ?? here[0];
}

export function isAt({ from, to }: Proposal, state: EditorState): boolean {
  const { main } = state.selection;
  return main.empty && main.head >= from && main.head <= to;
}

/** What is left of proposals after the document changed, by whomever. */
function step(proposals: Proposals | undefined, transaction: Transaction): Proposals | undefined {
  for (const effect of transaction.effects) {
    if (effect.is(dismissProposals)) return undefined;
    if (effect.is(propose)) return fitting(effect.value, transaction.state);
  }
  if (!proposals || !transaction.docChanged) return proposals;
  // The person went on with something else, or took the cause back.
  if (isOwn(transaction) && !transaction.isUserEvent(nextEditEvent)) return undefined;
  const { changes } = transaction;
  const here = proposals.here.map((each) => ({
    ...each,
    from: changes.mapPos(each.from, 1),
    to: changes.mapPos(each.to, -1),
  }));
  return fitting({ ...proposals, here }, transaction.state);
}

function isOwn(transaction: Transaction): boolean {
  return ["input", "delete", "move", "undo", "redo"].some((event) => transaction.isUserEvent(event));
}

const nameSign = /[\p{L}\p{N}_$]/u;

function fitting({ here, elsewhere }: Proposals, state: EditorState): Proposals | undefined {
  const left = here.filter(({ from, to, old }) => {
    if (from > to || to > state.doc.length || state.sliceDoc(from, to) !== old) return false;
    // Letters that were written right beside a name make it another.
    const grown = (at: number, own: string) => nameSign.test(state.sliceDoc(at, at + 1)) && nameSign.test(own);
    return !grown(from - 1, old.slice(0, 1)) && !grown(to, old.slice(-1));
  });
  return left.length || elsewhere.length ? { here: left, elsewhere } : undefined;
}
