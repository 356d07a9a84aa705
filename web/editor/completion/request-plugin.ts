/** Asks the providers as the person types, and shows what they answer. */
import { type EditorState, StateEffect } from "@codemirror/state";
import { type Command, type EditorView, type PluginValue, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import { cleanCandidate, filterCandidate } from "../../../shared/completion/filters/filter-candidate.ts";
import { completionLimits } from "../../../shared/completion/limits.ts";
import type { InlineProvider } from "../../../shared/completion/provider.ts";
import { acceptsGhost, caretText, isSilencing, restAt, rewritesContext, showGhost, visibleGhost } from "./ghost.ts";
import type { InlineCompletionOptions } from "./inline-completion.ts";
import { parsedText } from "./parsed-text.ts";
import { ProviderRequest } from "./request.ts";

/** The person asks for a suggestion here and now. */
export const askNow = StateEffect.define();

export const ask: Command = (view) => {
  view.dispatch({ effects: askNow.of(null) });
  return true;
};

export function requestPlugin(options: InlineCompletionOptions) {
  return ViewPlugin.define((view) => new RequestPlugin(view, options));
}

class RequestPlugin implements PluginValue {
  private readonly view: EditorView;
  private readonly options: InlineCompletionOptions;
  private readonly requests = new Map<InlineProvider, ProviderRequest>();

  constructor(view: EditorView, options: InlineCompletionOptions) {
    this.view = view;
    this.options = options;
  }

  update(update: ViewUpdate): void {
    const manual = update.transactions.some((transaction) => transaction.effects.some((effect) => effect.is(askNow)));
    if (!update.docChanged && !update.selectionSet && !manual) return;
    this.follow(update);
    if (manual || isTyping(update)) this.ask(manual ? "manual" : "auto");
  }

  destroy(): void {
    this.cancelAll();
  }

  /** Keeps requests whose answer still fits what was typed and calls the others off. */
  private follow(update: ViewUpdate): void {
    for (const [provider, request] of this.requests) {
      const broken = update.transactions.some(
        (transaction) => isSilencing(transaction) || rewritesContext(request.origin, transaction),
      );
      request.origin = update.changes.mapPos(request.origin, -1);
      const rest = restAt(request, update.state);
      if (!broken && rest !== undefined && (rest || !request.text)) continue;
      request.cancel();
      this.requests.delete(provider);
    }
  }

  private ask(trigger: "auto" | "manual"): void {
    const { state } = this.view;
    if (this.options.enabled?.() === false || this.view.composing || !hasRoom(state)) {
      this.cancelAll();
      return;
    }
    const caret = caretText(state, completionLimits.maxFileChars);
    for (const provider of this.options.providers) {
      if (this.requests.has(provider)) {
        if (trigger === "auto") continue;
        this.requests.get(provider)?.cancel();
      }
      const request: ProviderRequest = new ProviderRequest(
        provider,
        { ...this.options.file(), ...caret, trigger },
        state.selection.main.head,
        { text: (text) => this.show(request, text), failed: (error) => this.options.onError?.(error) },
      );
      this.requests.set(provider, request);
    }
  }

  private show(request: ProviderRequest, text: string): void {
    const { state } = this.view;
    if (this.requests.get(request.provider) !== request || this.view.composing || !acceptsGhost(state)) return;
    const { source, model } = request.provider;
    const cleaned = cleanCandidate(text, request.request);
    request.text = cleaned ?? "";
    if (cleaned === undefined) return;
    const parsed = parsedText({ origin: request.origin, text: cleaned }, state, request.request.language);
    if (parsed === undefined) return;
    const suggestion = { origin: request.origin, text: parsed, source, model };
    const rest = restAt(suggestion, state);
    const shown = visibleGhost(state);
    if (!rest || (!shown && !filterCandidate(text, request.request))) return;
    if (shown && shown.source !== source) {
      const untouched = state.selection.main.head === request.origin;
      const extendsShown = rest.startsWith(shown.rest.text) && rest.length > shown.rest.text.length;
      if (shown.source === "model" || !(extendsShown || untouched)) return;
    }
    this.view.dispatch({ effects: showGhost.of(suggestion) });
    if (!shown || shown.source !== source) this.options.onShown?.({ source, model, text: rest });
  }

  private cancelAll(): void {
    for (const request of this.requests.values()) request.cancel();
    this.requests.clear();
  }
}

/** Minified code and places that take no suggestion are left alone. */
function hasRoom(state: EditorState): boolean {
  return acceptsGhost(state) && state.doc.lineAt(state.selection.main.head).length <= completionLimits.maxLineChars;
}

/** Typing, and accepting what was suggested; not pasting, deleting or somebody else's edit. */
function isTyping(update: ViewUpdate): boolean {
  return update.transactions.some(
    (transaction) =>
      transaction.docChanged &&
      !isSilencing(transaction) &&
      (transaction.isUserEvent("input.type") || transaction.isUserEvent("input.complete")),
  );
}
