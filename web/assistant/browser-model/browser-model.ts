/** A GGUF file that the person chose, run in this browser: nothing of the code leaves it. */
import type { ModelProblem } from "../../../shared/browser-model/messages.ts";
import type { InlineAnswer } from "../../../shared/completion/provider.ts";
import { isSecretPath } from "../../../shared/models/secrets.ts";
import type { BrowserModelState, BrowserModelStore } from "../../state/browser-model.ts";
import { report } from "../completion-status.ts";
import { type Asked, askModel, type Running } from "./ask-model.ts";
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

/** After these the program does not answer any more. */
const fatal: readonly ModelProblem[] = ["stopped", "no-memory"];

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
  const giveUp = (file: string, { code, detail }: ModelFailure) => {
    letGo();
    running = Promise.resolve(undefined);
    set({ phase: "failed", file, problem: code, detail });
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
    giveUp(file.name, outcome);
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
      const { request, context } = asked;
      const state = store.getState();
      if (isSecretPath(request.path) || state.phase === "none") return undefined;
      if (state.phase === "resting") {
        running = loadKept(state.file);
        if (!(await running)) reportState(asked, store.getState());
      }
      const model = await running;
      const files = model && !signal.aborted ? await (context?.gather(request) ?? []) : undefined;
      if (!model || !files || signal.aborted) return undefined;
      const { answer, failure } = await askModel(model, asked, files, now, signal);
      // Of a model that was let go meanwhile nobody wants to hear.
      if (failure && client === model.client) {
        reportFailure(asked, failure, model.facts.name);
        if (fatal.includes(failure.code)) giveUp(state.file, failure);
      }
      return answer;
    },
  };
}

function percent(share: number | undefined): number | undefined {
  return share === undefined ? undefined : Math.floor(share * 100);
}

function reportState(asked: Asked, state: BrowserModelState): void {
  if (state.phase === "failed") reportFailure(asked, { code: state.problem, detail: state.detail }, state.file);
}

function reportFailure({ status, words }: Asked, failure: Pick<ModelFailure, "code" | "detail">, name: string): void {
  report(status, { type: "model-failed", code: failure.code, message: words.problem(failure), endpoint: name });
}
