/** The Worker that runs a GGUF file, behind promises. */
import type {
  FromModelWorker,
  ModelFacts,
  ModelProblem,
  ModelQuestion,
  ToModelWorker,
} from "../../../shared/browser-model/messages.ts";

export interface ModelPort {
  post(message: ToModelWorker<File>): void;
  listen(onMessage: (message: FromModelWorker) => void, onError: (message: string) => void): void;
  terminate(): void;
}

export interface ModelFailure {
  ok: false;
  code: ModelProblem;
  detail: string;
}

export interface ModelClient {
  readonly loaded: Promise<{ ok: true; facts: ModelFacts } | ModelFailure>;
  /** `onText` hears each piece; called off, the answer ends after the token that is being written. */
  complete(
    question: ModelQuestion,
    onText: (piece: string) => void,
    signal: AbortSignal,
  ): Promise<{ ok: true; tokens: number } | ModelFailure>;
  dispose(): void;
}

type Answer = Extract<FromModelWorker, { id: number }>;

/** Starts the Worker with `file`. */
export function createModelClient(file: File, spawn: () => ModelPort = spawnWorker): ModelClient {
  const worker = spawn();
  const waiting = new Map<number, (answer: Answer) => void>();
  let lastId = 0;
  let stopped: ModelFailure | undefined;
  let hearLoaded = (_outcome: { ok: true; facts: ModelFacts } | ModelFailure): void => undefined;
  const loaded = new Promise<{ ok: true; facts: ModelFacts } | ModelFailure>((resolve) => {
    hearLoaded = resolve;
  });
  const stop = (detail: string) => {
    stopped = { ok: false, code: "stopped", detail };
    hearLoaded(stopped);
    for (const [id, hear] of [...waiting]) hear({ type: "failed", id, code: "stopped", detail });
  };
  worker.listen((message) => {
    if (message.type === "loaded") hearLoaded({ ok: true, facts: message.facts });
    else if (message.type === "refused") hearLoaded({ ok: false, code: message.code, detail: message.detail });
    else waiting.get(message.id)?.(message);
  }, stop);
  worker.post({ type: "load", file });

  return {
    loaded,
    complete: (question, onText, signal) =>
      new Promise((resolve) => {
        if (stopped) return resolve(stopped);
        if (signal.aborted) return resolve({ ok: true, tokens: 0 });
        const id = ++lastId;
        const cancel = () => worker.post({ type: "cancel", id });
        waiting.set(id, (answer) => {
          if (answer.type === "text") return signal.aborted ? undefined : onText(answer.text);
          waiting.delete(id);
          signal.removeEventListener("abort", cancel);
          if (answer.type === "done") resolve({ ok: true, tokens: answer.tokens });
          else resolve({ ok: false, code: answer.code, detail: answer.detail });
        });
        signal.addEventListener("abort", cancel);
        worker.post({ type: "complete", id, question });
      }),
    dispose() {
      worker.terminate();
      stop("");
    },
  };
}

function spawnWorker(): ModelPort {
  const worker = new Worker(new URL("../../workers/model.worker.ts", import.meta.url), { type: "module" });
  return {
    post: (message) => worker.postMessage(message),
    listen(onMessage, onError) {
      worker.onmessage = (event: MessageEvent<FromModelWorker>) => onMessage(event.data);
      worker.onerror = (event) => onError(event.message);
    },
    terminate: () => worker.terminate(),
  };
}
