/** Looks, after each pause, whether a declaration was changed, and asks the service what follows from it. */
import { ChangeSet, type Text } from "@codemirror/state";
import { EditorView, type PluginValue, type ViewUpdate } from "@codemirror/view";
import { causeOf } from "./cause.ts";
import { Follow } from "./follow.ts";
import { nextEditLimits } from "./limits.ts";
import type { NextEditOptions } from "./options.ts";
import { pastChange } from "./past-change.ts";
import { dismissProposals, type ElsewherePlace, nextEditEvent, proposalsField, propose } from "./proposals.ts";

/** Places of other files that wait until their file is shown. */
export type Waiting = Map<string, ElsewherePlace[]>;

export class Watch implements PluginValue {
  private readonly view: EditorView;
  private readonly options: NextEditOptions;
  private readonly waiting: Waiting;
  private readonly follow: Follow | undefined;
  private readonly stopHearing: () => void;
  /** The text when nothing was left to look at, and what has been changed since. */
  private settled: Text;
  private changes: ChangeSet;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private controller = new AbortController();

  constructor(view: EditorView, options: NextEditOptions, waiting: Waiting) {
    this.view = view;
    this.options = options;
    this.waiting = waiting;
    this.follow = options.model && new Follow(options.model, view);
    this.settled = view.state.doc;
    this.changes = ChangeSet.empty(view.state.doc.length);
    this.stopHearing = options.onEnabled(() => {
      if (!options.enabled() && view.state.field(proposalsField)) view.dispatch({ effects: dismissProposals.of(null) });
    });
    this.lookAfter(0);
  }

  update(update: ViewUpdate): void {
    const taken = this.follow?.update(update.transactions, update.state) ?? false;
    if (!update.docChanged) return;
    this.controller.abort();
    const typed = update.transactions.every(
      (each) =>
        !each.docChanged ||
        (each.isUserEvent("input.type") && !each.isUserEvent(nextEditEvent)) ||
        each.isUserEvent("delete"),
    );
    // What others write, a paste or a step back is no change of a declaration to be followed.
    if (typed) this.changes = this.changes.compose(update.changes);
    else this.settle();
    this.lookAfter(taken ? nextEditLimits.takenPauseMs : nextEditLimits.pauseMs);
  }

  destroy(): void {
    clearTimeout(this.timer);
    this.controller.abort();
    this.follow?.destroy();
    this.stopHearing();
  }

  private settle(): void {
    this.settled = this.view.state.doc;
    this.changes = ChangeSet.empty(this.settled.length);
  }

  private lookAfter(delayMs: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.look(), delayMs);
  }

  private async look(): Promise<void> {
    const { view, options } = this;
    if (view.composing) return this.lookAfter(nextEditLimits.pauseMs);
    const { path } = options.file();
    if (path === "" || view.state.readOnly || !options.enabled()) return this.settle();
    const carried = this.waiting.get(path);
    this.waiting.delete(path);
    if (carried) return this.show(carried, path);
    this.controller = new AbortController();
    const { signal } = this.controller;
    const change = options.path() === undefined ? undefined : pastChange(this.settled, this.changes, view.state);
    const cause = this.follow && causeOf(this.settled, this.changes, view.state.doc);
    if (!change && !cause) this.settle();
    const answer = change && (await options.service.ask({ kind: "follow-ups", path, ...change }, signal));
    if (signal.aborted) return;
    if (answer?.edits.length) return this.show(answer.edits, path);
    const proposal = await this.follow?.next(options.file(), cause, signal);
    if (proposal) this.show([{ ...proposal, path }], path);
  }

  private show(edits: readonly ElsewherePlace[], path: string): void {
    const here = edits.filter((each) => each.path === path).sort((a, b) => a.from - b.from);
    const elsewhere = edits.filter((each) => each.path !== path);
    const words = this.options.words();
    this.view.dispatch({ effects: propose.of({ here, elsewhere }) });
    const shown = this.view.state.field(proposalsField);
    if (!shown) return;
    const sentence = words.found(shown.here.length, shown.elsewhere.length);
    this.view.dispatch({ effects: EditorView.announce.of(sentence) });
  }
}
