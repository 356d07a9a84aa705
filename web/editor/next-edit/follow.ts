/** Follows one cause from place to place: a model's edit is shown, and when it is taken the next one is asked for. */
import type { EditorState, Transaction } from "@codemirror/state";
import type { ChangedLine } from "../../../shared/next-edit/prompt.ts";
import type { Cause } from "./cause.ts";
import { type ModelEdit, modelEdit, type NextEditModel } from "./model-edit.ts";
import { nextEditEvent, type Proposal, proposalsField } from "./proposals.ts";

interface Chain {
  cause: Cause;
  changed: readonly ChangedLine[];
}

/** The part of an editor in use. */
interface Shown {
  readonly state: EditorState;
}

export class Follow {
  private readonly model: NextEditModel;
  private readonly view: Shown;
  private chain: Chain | undefined;
  private shown: ModelEdit | undefined;

  constructor(model: NextEditModel, view: Shown) {
    this.model = model;
    this.view = view;
  }

  /** What follows from `cause`, or from the cause that is being followed when there is none. */
  async next(
    file: { path: string; language: string },
    cause: Cause | undefined,
    signal: AbortSignal,
  ): Promise<Proposal | undefined> {
    if (cause) this.chain = { cause, changed: [cause.changed] };
    const { chain, view } = this;
    if (!chain) return undefined;
    const { doc, selection } = view.state;
    const line = doc.lineAt(selection.main.head).number;
    const edit = await modelEdit(this.model, { ...file, ...chain, doc, line }, signal);
    if (signal.aborted) return undefined;
    this.shown = edit;
    if (!edit) this.chain = undefined;
    return edit?.proposal;
  }

  /** Takes note of what became of the edit shown; true when it was taken, and the next one may be asked for. */
  update(transactions: readonly Transaction[], state: EditorState): boolean {
    const { shown, chain } = this;
    const changes = transactions.filter(({ docChanged }) => docChanged);
    const taken = changes.length > 0 && changes.every((each) => each.isUserEvent(nextEditEvent));
    if (changes.length > 0 && !taken) this.chain = undefined;
    if (!shown || state.field(proposalsField)) return false;
    const from = taken ? state.selection.main.head - shown.proposal.insert.length : shown.proposal.from;
    this.end(shown, taken ? "accepted" : "rejected", from);
    if (!taken) this.chain = undefined;
    if (!taken || !chain) return false;
    const { line, old } = shown.place;
    this.chain = { ...chain, changed: [...chain.changed, { line, old, new: state.doc.line(line).text }] };
    return true;
  }

  destroy(): void {
    if (this.shown) this.end(this.shown, "rejected", this.shown.proposal.from);
  }

  private end({ model, latencyMs, proposal }: ModelEdit, outcome: "accepted" | "rejected", from: number): void {
    this.shown = undefined;
    this.model.ended({ model, latencyMs, outcome, text: proposal.insert, from });
  }
}
