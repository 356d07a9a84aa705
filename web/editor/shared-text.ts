/** One editor over one shared text: every change names its origin, and undo takes back this tab's own edits only. */
import type { Extension, Transaction } from "@codemirror/state";
import { type EditorView, keymap } from "@codemirror/view";
import { yCollab, yUndoManagerKeymap } from "y-codemirror.next";
import type * as Y from "yjs";
import type { Origin } from "../../shared/protocol/sync-frame.ts";
import { withOrigin } from "../sync/origin.ts";

export interface SharedText {
  text: Y.Text;
  /** Undefined when this person cannot edit. */
  undo: Y.UndoManager | undefined;
}

/** Binds an editor to `text`. Other people's carets are drawn by `peers.ts`: the package's own need inline styles. */
export function sharedText({ text, undo }: SharedText): Extension {
  return [yCollab(text, null, { undoManager: undo ?? false }), undo ? keymap.of(yUndoManagerKeymap) : []];
}

/** Sends transactions to the view so that the shared text learns how they came to be; a paste or an accepted completion is one undo step. */
export function dispatchWithOrigin({ text, undo }: SharedText) {
  return (transactions: readonly Transaction[], view: EditorView) => {
    const origin = originOf(transactions);
    if (!text.doc || origin === "typed") return view.update(transactions);
    undo?.stopCapturing();
    withOrigin(text.doc, origin, () => view.update(transactions));
    undo?.stopCapturing();
  };
}

/** How a change came to be, told from CodeMirror's user events. */
export function originOf(transactions: readonly Pick<Transaction, "isUserEvent">[]): Origin {
  const has = (event: string) => transactions.some((transaction) => transaction.isUserEvent(event));
  if (has("input.complete.ai")) return "assistant";
  if (has("input.paste") || has("input.drop")) return "paste";
  return "typed";
}
