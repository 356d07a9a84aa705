/** A GGUF file that the person chose, run in this browser: nothing of the code leaves it. */

import type { ModelFacts } from "../../../shared/browser-model/messages.ts";
import type { InlineAnswer, InlineRequest } from "../../../shared/completion/provider.ts";
import { type FimFile, fimPrompt } from "../../../shared/models/fim.ts";
import { prefixWithFiles } from "../../../shared/models/plain-context.ts";
import { promptContext } from "../../../shared/models/prompt-context.ts";
import { promptWindow } from "../../../shared/models/prompt-window.ts";
import { AnswerScrubber, scrubTokens } from "../../../shared/models/scrub-tokens.ts";
import { isSecretPath } from "../../../shared/models/secrets.ts";
import type { BrowserModelState, BrowserModelStore } from "../../state/browser-model.ts";
import { type CompletionStatusStore, report } from "../completion-status.ts";
import { assistantLimits } from "../limits.ts";
import type { RequestContext } from "../remote.ts";
import type { KeptFile } from "./kept-file.ts";
import type { ModelClient, ModelFailure } from "./model-client.ts";

export interface BrowserModelOptions {
  store: BrowserModelStore;
  kept: KeptFile;
  start(file: File): ModelClient;
  now(): number;
}

export interface BrowserModel {
  /** Loads `file` and keeps it for the next time; what was chosen before is let go. */
  choose(file: File): Promise<void>;
  remove(): Promise<void>;
  complete(asked: Asked, signal: AbortSignal): Promise<InlineAnswer | undefined>;
}

export interface Asked {
  request: InlineRequest;
  onText(text: string): void;
  status: CompletionStatusStore;
  context?: RequestContext | undefined;
  /** Where it runs, in the person's language, and what went wrong there. */
  words: { place: string; problem(failure: Pick<ModelFailure, "code" | "detail">): string };
}

const limits = assistantLimits.browserModel;

interface Running {
  client: ModelClient;
  facts: ModelFacts;
  /** Of the room for code in the context, what its tokens were found to allow. */
  share: number;
}

export function createBrowserModel({ store, kept, start, now }: BrowserModelOptions): BrowserModel {
  let client: ModelClient | undefined;
  let running: Promise<Running | undefined> = Promise.resolve(undefined);
  let keeping = new AbortController();
  const set = (state: BrowserModelState) => store.setState(state, true);

  const letGo = () => {
    keeping.abort();
    keeping = new AbortController();
    client?.dispose();
    client = undefined;
  };
  const load = async (file: File, share: number | undefined): Promise<Running | undefined> => {
    letGo();
    const own = start(file);
    client = own;
    set({ phase: "loading", file: file.name });
    const outcome = await own.loaded;
    // Another file was chosen meanwhile.
    if (client !== own) return undefined;
    if (outcome.ok) {
      set({ phase: "ready", file: file.name, model: outcome.facts.name, kept: share });
      return { client: own, facts: outcome.facts, share: 1 };
    }
    letGo();
    set({ phase: "failed", file: file.name, problem: outcome.code, detail: outcome.detail });
    return undefined;
  };
  const loadKept = async (name: string): Promise<Running | undefined> => {
    set({ phase: "loading", file: name });
    const file = await kept.open();
    if (store.getState().phase !== "loading") return undefined;
    if (file) return load(file, 1);
    set({ phase: "failed", file: name, problem: "gone", detail: "" });
    return undefined;
  };
  const keep = async (file: File) => {
    const { signal } = keeping;
    const tell = (share: number | undefined) => {
      const state = store.getState();
      const news = state.phase === "ready" && percent(state.kept) !== percent(share);
      if (news && !signal.aborted) set({ ...state, kept: share });
    };
    const there = await kept.keep(file, tell, signal);
    if (signal.aborted) return;
    tell(there ? 1 : undefined);
    // Also of a file that could not be kept: the person is asked for it again.
    store.remember(file.name);
  };

  return {
    async choose(file) {
      store.remember();
      running = load(file, 0);
      if (await running) await keep(file);
      else if (store.getState().phase === "failed") await kept.remove();
    },
    async remove() {
      letGo();
      running = Promise.resolve(undefined);
      store.remember();
      set({ phase: "none" });
      await kept.remove();
    },
    async complete(asked, signal) {
      const state = store.getState();
      if (isSecretPath(asked.request.path)) return undefined;
      if (state.phase === "resting") {
        running = loadKept(state.file);
        if (!(await running)) reportState(asked, store.getState());
      }
      const model = await running;
      const files = model && !signal.aborted ? await contextOf(asked) : undefined;
      return model && files && !signal.aborted ? ask(model, asked, files, now, signal) : undefined;
    },
  };
}

function percent(share: number | undefined): number | undefined {
  return share === undefined ? undefined : Math.floor(share * 100);
}

function reportState({ status, words }: Asked, state: BrowserModelState): void {
  if (state.phase !== "failed") return;
  const { problem: code, detail, file } = state;
  report(status, { type: "model-failed", code, message: words.problem({ code, detail }), endpoint: file });
}

async function contextOf({ context, request }: Asked): Promise<readonly FimFile[] | undefined> {
  return context ? context.gather(request) : [];
}

/** Asks, with less code around the caret where the context was found to be too small. */
async function ask(
  model: Running,
  asked: Asked,
  files: readonly FimFile[],
  now: () => number,
  signal: AbortSignal,
): Promise<InlineAnswer | undefined> {
  const { request, onText, status, words } = asked;
  const { name } = model.facts;
  const scrubber = new AnswerScrubber();
  const own = new AbortController();
  const askedMs = now();
  let firstMs: number | undefined;
  let text = "";
  const hear = (piece: string) => {
    firstMs ??= now() - askedMs;
    const certain = scrubber.push(piece);
    if (scrubber.stopped) own.abort();
    if (certain === "") return;
    text += certain;
    onText(text);
  };
  const answer = await model.client.complete(
    questionOf(model, request, files),
    hear,
    AbortSignal.any([signal, own.signal]),
  );
  if (signal.aborted) return undefined;
  if (!answer.ok) {
    if (answer.code === "prompt-too-long" && model.share > limits.minShare) {
      model.share /= 2;
      return ask(model, asked, files, now, signal);
    }
    const { code } = answer;
    report(status, { type: "model-failed", code, message: words.problem(answer), endpoint: name });
    return text ? { text, model: "", latencyMs: 0 } : undefined;
  }
  text += scrubber.end();
  const latencyMs = firstMs ?? now() - askedMs;
  report(status, { type: "model-answered", model: name, endpoint: words.place, latencyMs, tokens: answer.tokens });
  return { text, model: name, endpoint: words.place, latencyMs: now() - askedMs };
}

function questionOf({ facts, share }: Running, request: InlineRequest, files: readonly FimFile[]) {
  const { family, contextTokens } = facts;
  const maxTokens = request.trigger === "manual" ? limits.maxTokensManual : limits.maxTokensAuto;
  const most = limits.maxPrefixChars + limits.maxSuffixChars + limits.maxContextChars;
  const room = (contextTokens - maxTokens - limits.frameTokens) * limits.charsPerToken;
  const chars = (limit: number) => Math.floor(limit * Math.min(1, Math.max(0, room / most)) * share);
  const window = promptWindow(request.prefix, request.suffix, {
    prefix: chars(limits.maxPrefixChars),
    suffix: chars(limits.maxSuffixChars),
  });
  const question = {
    path: scrubTokens(request.path),
    ...window,
    context: promptContext(files, chars(limits.maxContextChars)),
  };
  const { prompt, stop } = family ? fimPrompt(family, question) : { prompt: prefixWithFiles(question), stop: [] };
  return { prompt, stop, maxTokens, temperature: limits.temperature };
}
