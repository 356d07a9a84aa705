/** The embedded completion engine as the editor sees it: a Worker behind promises. */
import type { FromCompletionWorker, ToCompletionWorker } from "../../shared/completion/messages.ts";
import type {
  IdentifierCandidate,
  IdentifierProvider,
  InlineAnswer,
  InlineProvider,
} from "../../shared/completion/provider.ts";
import type { TextEdit } from "../../shared/language/messages.ts";
import { type CompletionStatusStore, report } from "./completion-status.ts";

/** The part of a Worker in use. */
export interface WorkerPort {
  post(message: ToCompletionWorker): void;
  listen(onMessage: (message: FromCompletionWorker) => void, onError: (message: string) => void): void;
  terminate(): void;
}

export interface LocalCompletionOptions {
  status: CompletionStatusStore;
  corpusUrl?: string;
  /** The probability below which a suggestion is shown only to who asks for one; read at each answer. */
  minProbability?: () => number;
  /** Starts the Worker; tests hand in a port of their own. */
  spawn?: () => WorkerPort;
}

export interface LocalCompletion extends InlineProvider, IdentifierProvider {
  /** Resolves when the corpus is loaded or known to be missing. */
  readonly ready: Promise<void>;
  /** Tells the engine of a workspace file, and of what is changed in it afterwards. */
  setFile(path: string, language: string, text: string): void;
  editFile(path: string, edits: readonly TextEdit[]): void;
  removeFile(path: string): void;
  dispose(): void;
}

const embedded = "embedded";

export function createLocalCompletion(options: LocalCompletionOptions): LocalCompletion {
  const worker = (options.spawn ?? spawnWorker)();
  const waiting = new Map<number, (answer: FromCompletionWorker | undefined) => void>();
  let lastId = 0;
  let becameReady: () => void = () => {};
  const ready = new Promise<void>((resolve) => {
    becameReady = resolve;
  });

  const settle = (id: number, answer: FromCompletionWorker | undefined) => {
    const resolve = waiting.get(id);
    waiting.delete(id);
    resolve?.(answer);
  };
  const ask = (message: (id: number) => ToCompletionWorker, signal: AbortSignal) => {
    const id = ++lastId;
    return new Promise<FromCompletionWorker | undefined>((resolve) => {
      if (signal.aborted) return resolve(undefined);
      waiting.set(id, resolve);
      signal.addEventListener("abort", () => {
        if (!waiting.has(id)) return;
        worker.post({ type: "cancel", id });
        settle(id, undefined);
      });
      worker.post(message(id));
    });
  };

  const receive = (data: FromCompletionWorker) => {
    if (data.type === "ready") {
      if (data.problem) report(options.status, { type: "local-failed", message: data.problem });
      else report(options.status, { type: "local-answered", latencyMs: 0 });
      becameReady();
    } else if (data.type === "failed") {
      report(options.status, { type: "local-failed", message: data.message });
      if (data.id !== undefined) settle(data.id, undefined);
    } else settle(data.id, data);
  };
  const fail = (message: string) => {
    report(options.status, { type: "local-failed", message });
    becameReady();
    for (const id of [...waiting.keys()]) settle(id, undefined);
  };
  worker.listen(receive, fail);
  worker.post({ type: "load", corpusUrl: options.corpusUrl ?? "/completion/corpus.bin" });

  return {
    source: "local",
    model: embedded,
    debounceMs: 0,
    ready,
    async complete(request, onText, signal): Promise<InlineAnswer | undefined> {
      const answer = await ask((id) => ({ type: "line", id, request }), signal);
      if (answer?.type !== "line" || !answer.suggestion) return undefined;
      const unsure = answer.suggestion.probability < (options.minProbability?.() ?? 0);
      if (unsure && request.trigger === "auto") return undefined;
      onText(answer.suggestion.text);
      report(options.status, { type: "local-answered", latencyMs: answer.tookMs });
      return { text: answer.suggestion.text, model: embedded, latencyMs: answer.tookMs };
    },
    async identifiers(request, signal): Promise<readonly IdentifierCandidate[]> {
      const answer = await ask((id) => ({ type: "identifiers", id, request }), signal);
      return answer?.type === "identifiers" ? answer.candidates : [];
    },
    setFile: (path, language, text) => worker.post({ type: "file", path, language, text }),
    editFile: (path, edits) => worker.post({ type: "edit", path, edits }),
    removeFile: (path) => worker.post({ type: "remove", path }),
    dispose() {
      worker.terminate();
      for (const id of [...waiting.keys()]) settle(id, undefined);
    },
  };
}

function spawnWorker(): WorkerPort {
  const worker = new Worker(new URL("../workers/completion.worker.ts", import.meta.url), { type: "module" });
  return {
    post: (message) => worker.postMessage(message),
    listen(onMessage, onError) {
      worker.onmessage = (event: MessageEvent<FromCompletionWorker>) => onMessage(event.data);
      worker.onerror = (event) => onError(event.message);
    },
    terminate: () => worker.terminate(),
  };
}
