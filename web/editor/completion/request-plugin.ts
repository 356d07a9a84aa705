/** Asks the providers as the person types, and shows what they answer. */
import type { EditorState } from "@codemirror/state";
import { type EditorView, type PluginValue, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import { cleanCandidate, filterCandidate } from "../../../shared/completion/filters/filter-candidate.ts";
import { completionLimits } from "../../../shared/completion/limits.ts";
import type { InlineProvider, InlineRequest } from "../../../shared/completion/provider.ts";
import { type Alternative, Alternatives } from "./alternatives.ts";
import type { AnswerCache } from "./answer-cache.ts";
import { endsBefore } from "./ends-before.ts";
import {
  acceptsGhost,
  hideGhost,
  isSilencing,
  restAt,
  rewritesContext,
  showGhost,
  typedSince,
  visibleGhost,
} from "./ghost.ts";
import type { InlineCompletionOptions } from "./inline-completion.ts";
import { ghostLimits } from "./limits.ts";
import { parsedText } from "./parsed-text.ts";
import { ProviderRequest } from "./request.ts";
import { requestText } from "./request-text.ts";
import { afterKey, noRhythm, pauseFor } from "./typing-rhythm.ts";

/** Answers in `cache` are shown again without asking. */
export function requestPlugin(options: InlineCompletionOptions, cache: AnswerCache) {
  return ViewPlugin.define((view) => new RequestPlugin(view, options, cache), {
    eventObservers: {
      compositionend() {
        this.askAfterComposition();
      },
    },
  });
}

class RequestPlugin implements PluginValue {
  private readonly view: EditorView;
  private readonly options: InlineCompletionOptions;
  private readonly cache: AnswerCache;
  private readonly alternatives: Alternatives;
  private readonly requests = new Map<InlineProvider, ProviderRequest>();
  /** Asks what will follow the suggestion that is shown. */
  private ahead: ProviderRequest | undefined;
  private rhythm = noRhythm;
  private composed: ReturnType<typeof setTimeout> | undefined;
  private readonly stopListening: (() => void) | undefined;

  constructor(view: EditorView, options: InlineCompletionOptions, cache: AnswerCache) {
    this.view = view;
    this.options = options;
    this.cache = cache;
    this.alternatives = new Alternatives(view, options);
    this.stopListening = options.onEnabled?.(() => this.hideWhenOff());
  }

  update(update: ViewUpdate): void {
    const typing = isTyping(update);
    if (this.ahead && !typing && !visibleGhost(update.state)) this.stopAhead();
    if (!update.docChanged && !update.selectionSet) return;
    this.alternatives.forget();
    this.follow(update);
    if (!typing) return;
    this.rhythm = afterKey(this.rhythm, performance.now());
    this.ask("auto");
  }

  destroy(): void {
    this.stopListening?.();
    clearTimeout(this.composed);
    this.alternatives.forget();
    this.cancelAll();
  }

  /** Asks every provider for this place, without waiting and without what is known when the person asked for it. */
  ask(trigger: "auto" | "manual"): void {
    const { state } = this.view;
    if (this.options.enabled?.() === false || this.view.composing || !hasRoom(state)) {
      this.cancelAll();
      return;
    }
    const request = { ...this.options.file(), ...requestText(state), trigger };
    for (const provider of this.options.providers) {
      if (trigger === "manual") this.drop(provider);
      if (this.requests.has(provider) || this.adopt(provider, request)) continue;
      const known = trigger === "auto" ? this.cache.find(provider.source, request) : undefined;
      const line = state.sliceDoc(state.doc.lineAt(state.selection.main.head).from, state.selection.main.head);
      const pause = trigger === "auto" && known === undefined ? pauseFor(provider.debounceMs, this.rhythm, line) : 0;
      this.requests.set(provider, this.start(provider, request, pause, known));
    }
  }

  /** Shows the next or the previous suggestion for this place; false when none is shown. */
  cycle(step: 1 | -1): boolean {
    const { state } = this.view;
    const shown = visibleGhost(state);
    const heard = [...this.requests.values()].flatMap((request): Alternative[] => {
      const { source, model } = request.provider;
      const text = source === shown?.source ? undefined : restAt(request, state);
      return text ? [{ source, model, text }] : [];
    });
    return this.alternatives.cycle(step, heard);
  }

  /** What an input method wrote is not typed letter by letter: asked for once, when it stands in the document. */
  askAfterComposition(): void {
    clearTimeout(this.composed);
    this.composed = setTimeout(() => this.ask("auto"), ghostLimits.afterCompositionMs);
  }

  private start(provider: InlineProvider, request: InlineRequest, delayMs: number, known?: string): ProviderRequest {
    const origin = this.view.state.selection.main.head;
    const made: ProviderRequest = new ProviderRequest(
      provider,
      request,
      { origin, nowMs: performance.now(), delayMs, known },
      {
        text: (text) => this.hear(made, text),
        ended: (text) => {
          this.cache.put(provider.source, request, text);
          if (this.requests.get(provider) === made) this.lookAhead(made);
        },
        failed: (error) => this.options.onError?.(error),
      },
    );
    return made;
  }

  /** Keeps requests whose answer still fits what was typed and calls the others off. */
  private follow(update: ViewUpdate): void {
    for (const [provider, request] of this.requests) {
      const broken = update.transactions.some(
        (transaction) => isSilencing(transaction) || rewritesContext(request.origin, transaction),
      );
      request.origin = update.changes.mapPos(request.origin, -1);
      if (broken || !stillFits(request, update.state)) this.drop(provider);
    }
    if (this.ahead) this.ahead.origin = update.state.selection.main.head;
  }

  private hear(request: ProviderRequest, raw: string): void {
    const { state } = this.view;
    if (this.requests.get(request.provider) !== request || this.view.composing || !acceptsGhost(state)) return;
    const cleaned = cleanCandidate(raw, request.request);
    request.text = cleaned ?? "";
    if (cleaned === undefined) return;
    if (request.running && endsBefore(cleaned, raw)) {
      request.cancel();
      this.cache.put(request.provider.source, request.request, cleaned);
    }
    if (stillFits(request, state)) this.show(request, raw);
    else {
      // The answer went on in another way than the person did.
      this.drop(request.provider);
      this.ask("auto");
    }
  }

  private show(request: ProviderRequest, raw: string): void {
    const { state } = this.view;
    const { source, model } = request.provider;
    if (this.alternatives.chosen) return;
    const { origin } = request;
    const text = parsedText({ origin, text: request.text }, state, request.request.language);
    const rest = text === undefined ? undefined : restAt({ origin, text }, state);
    const shown = visibleGhost(state);
    if (text === undefined || !rest || (!shown && !filterCandidate(raw, request.request))) return;
    if (shown && shown.source !== source) {
      const untouched = state.selection.main.head === origin;
      const extendsShown = rest.startsWith(shown.rest.text) && rest.length > shown.rest.text.length;
      if (shown.source === "model" || !(extendsShown || untouched)) return;
    }
    const latencyMs = shown?.source === source ? shown.latencyMs : performance.now() - request.startedMs;
    this.view.dispatch({ effects: showGhost.of({ origin, text, source, model, latencyMs }) });
  }

  /** Once a model's suggestion stands there complete, asks what comes after it, so that accepting it shows that at once. */
  private lookAhead(request: ProviderRequest): void {
    const { state } = this.view;
    const ghost = visibleGhost(state);
    const { provider } = request;
    if (provider.debounceMs === 0 || ghost?.source !== provider.source) return;
    const { prefix, suffix, beyond } = requestText(state);
    const { text, replace } = ghost.rest;
    const next: InlineRequest = {
      ...request.request,
      prefix: prefix + text,
      suffix: suffix.slice(replace),
      beyond,
      trigger: "auto",
    };
    if (this.cache.find(provider.source, next) !== undefined) return;
    this.stopAhead();
    this.ahead = this.start(provider, next, ghostLimits.lookAheadAfterMs);
  }

  /** Takes over the look ahead when it was made for this very place. */
  private adopt(provider: InlineProvider, request: InlineRequest): boolean {
    const { ahead } = this;
    if (!ahead || ahead.provider !== provider) return false;
    this.ahead = undefined;
    const here = ahead.request.prefix === request.prefix && ahead.request.suffix === request.suffix;
    if (!here || !ahead.running) {
      ahead.cancel();
      return false;
    }
    this.requests.set(provider, ahead);
    if (ahead.heard) queueMicrotask(() => this.hear(ahead, ahead.heard));
    return true;
  }

  private hideWhenOff(): void {
    if (this.options.enabled?.() !== false) return;
    this.alternatives.forget();
    this.cancelAll();
    if (visibleGhost(this.view.state)) this.view.dispatch({ effects: hideGhost.of(null) });
  }

  private drop(provider: InlineProvider): void {
    this.requests.get(provider)?.cancel();
    this.requests.delete(provider);
  }

  private stopAhead(): void {
    this.ahead?.cancel();
    this.ahead = undefined;
  }

  /** Calls off what is asked; what is shown stays. */
  cancelAll(): void {
    for (const provider of this.requests.keys()) this.drop(provider);
    this.stopAhead();
  }
}

/** True while what was typed since is the beginning of the answer, or the answer so far the beginning of what was typed. */
function stillFits(request: ProviderRequest, state: EditorState): boolean {
  const typed = typedSince(request.origin, state);
  if (typed === undefined) return false;
  if (!request.text) return typed === "";
  if (request.text.startsWith(typed) && typed.length < request.text.length) return true;
  return request.running && typed.startsWith(request.text);
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
