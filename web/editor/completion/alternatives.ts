/** Other suggestions for the place of the one that is shown, one after another. */
import { closeCompletion } from "@codemirror/autocomplete";
import type { EditorState } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import { cleanCandidate } from "../../../shared/completion/filters/filter-candidate.ts";
import type { InlineRequest } from "../../../shared/completion/provider.ts";
import { type GhostSource, restAt, showGhost, visibleGhost } from "./ghost.ts";
import type { InlineCompletionOptions } from "./inline-completion.ts";
import { parsedText } from "./parsed-text.ts";
import { requestText } from "./request-text.ts";

/** A text for the caret and what said it. */
export interface Alternative extends GhostSource {
  text: string;
}

export type AskAlternatives = (request: InlineRequest, signal: AbortSignal) => Promise<readonly Alternative[]>;

export class Alternatives {
  private readonly view: EditorView;
  private readonly options: InlineCompletionOptions;
  private known: { list: readonly Alternative[]; index: number } | undefined;
  private asking: AbortController | undefined;

  constructor(view: EditorView, options: InlineCompletionOptions) {
    this.view = view;
    this.options = options;
  }

  /** True once the person has looked at another one: a later answer may not take its place. */
  get chosen(): boolean {
    return this.known !== undefined;
  }

  /** They belong to one place: after a change there are none. */
  forget(): void {
    this.asking?.abort();
    this.asking = undefined;
    this.known = undefined;
  }

  /** Shows the next or the one before; the first time `heard`, what other sources said, and what else can be found are collected. */
  cycle(step: 1 | -1, heard: readonly Alternative[]): boolean {
    const ghost = visibleGhost(this.view.state);
    if (!ghost) return false;
    if (this.known) this.show(step);
    else if (!this.asking) {
      // The list would hide what does not go on from its chosen entry.
      closeCompletion(this.view);
      const { source, model } = ghost;
      const rest = restAt(ghost, this.view.state) ?? ghost.rest.text;
      void this.collect([{ source, model, text: rest }, ...heard], step);
    }
    return true;
  }

  private async collect(heard: readonly Alternative[], step: 1 | -1): Promise<void> {
    const { state } = this.view;
    const asking = new AbortController();
    this.asking = asking;
    const request = {
      ...this.options.file(),
      ...requestText(state),
      trigger: "manual" as const,
    };
    try {
      const more = (await this.options.alternatives?.(request, asking.signal)) ?? [];
      if (asking.signal.aborted) return;
      this.known = { list: [...heard.slice(0, 1), ...distinct(heard, more, request, state)], index: 0 };
      this.show(step);
    } catch (error) {
      if (!asking.signal.aborted) this.options.onError?.(error);
    } finally {
      if (this.asking === asking) this.asking = undefined;
    }
  }

  private show(step: 1 | -1): void {
    if (!this.known) return;
    const { list, index } = this.known;
    const next = (index + step + list.length) % list.length;
    const alternative = list[next];
    if (!alternative) return;
    this.known = { list, index: next };
    const origin = this.view.state.selection.main.head;
    const choice = { index: next + 1, count: list.length };
    this.view.dispatch({ effects: showGhost.of({ ...alternative, origin, choice }) });
  }
}

/** What may be shown of the others, each once, without the one that is shown. */
function distinct(
  heard: readonly Alternative[],
  more: readonly Alternative[],
  request: InlineRequest,
  state: EditorState,
): Alternative[] {
  const seen = new Set(heard.slice(0, 1).map(({ text }) => text));
  return [...heard.slice(1), ...more].flatMap((alternative) => {
    const cleaned = cleanCandidate(alternative.text, request);
    const text = cleaned && parsedText({ origin: state.selection.main.head, text: cleaned }, state, request.language);
    if (!text || seen.has(text)) return [];
    seen.add(text);
    return [{ ...alternative, text }];
  });
}
