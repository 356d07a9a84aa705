/** The language service's Worker behind promises. */
import * as v from "valibot";
import type { AnswerOf, LanguageAnswer } from "../../shared/language/answers.ts";
import {
  type FromLanguageWorker,
  fromLanguageWorkerSchema,
  type LanguageQuestion,
  type TextEdit,
  type ToLanguageWorker,
  type TypeFile,
} from "../../shared/language/messages.ts";
import type { LanguageProvider } from "../../shared/language/provider.ts";
import { assertNever } from "../../shared/lib/assert-never.ts";

/** The part of a Worker in use. */
export interface LanguagePort {
  post(message: ToLanguageWorker): void;
  listen(onMessage: (message: unknown) => void, onError: (message: string) => void): void;
  terminate(): void;
}

export interface LanguageClientOptions {
  /** Packages whose types the service asks for. */
  onWant(packages: readonly string[]): void;
  /** The service is gone; typing goes on without it. */
  onStopped(message: string): void;
  /** Starts the Worker; tests hand in a port of their own. */
  spawn?: () => LanguagePort;
}

export interface LanguageClient extends LanguageProvider {
  setFile(path: string, text: string): void;
  editFile(path: string, edits: readonly TextEdit[]): void;
  removeFile(path: string): void;
  setPackage(name: string, files: readonly TypeFile[]): void;
  forgetPackages(): void;
  dispose(): void;
}

export function createLanguageClient({
  onWant,
  onStopped,
  spawn = spawnWorker,
}: LanguageClientOptions): LanguageClient {
  const worker = spawn();
  const changes = typeof SharedArrayBuffer === "undefined" ? undefined : new Int32Array(new SharedArrayBuffer(4));
  if (changes) worker.post({ type: "share", changes: changes.buffer });
  const waiting = new Map<number, (answer: LanguageAnswer | undefined) => void>();
  let lastId = 0;

  const change = (message: ToLanguageWorker) => {
    if (changes) Atomics.add(changes, 0, 1);
    worker.post(message);
  };
  const settle = (id: number, answer?: LanguageAnswer) => {
    waiting.get(id)?.(answer);
    waiting.delete(id);
  };
  const settleAll = () => {
    for (const id of [...waiting.keys()]) settle(id);
  };
  const receive = (message: FromLanguageWorker) => {
    switch (message.type) {
      case "ready":
        return;
      case "want":
        return onWant(message.packages);
      case "answer":
        return settle(message.id, message.answer);
      case "failed":
        // One question that TypeScript has no answer to; the next one has.
        if (message.id !== undefined) return settle(message.id);
        return onStopped(message.message);
      default:
        assertNever(message);
    }
  };
  worker.listen(
    (data) => {
      const parsed = v.safeParse(fromLanguageWorkerSchema, data);
      if (parsed.success) receive(parsed.output);
      else onStopped(v.summarize(parsed.issues));
    },
    (message) => {
      settleAll();
      onStopped(message);
    },
  );
  const ask = (question: LanguageQuestion, signal: AbortSignal) =>
    new Promise<LanguageAnswer | undefined>((resolve) => {
      if (signal.aborted) return resolve(undefined);
      const id = ++lastId;
      waiting.set(id, resolve);
      signal.addEventListener("abort", () => {
        if (!waiting.has(id)) return;
        worker.post({ type: "cancel", id });
        settle(id);
      });
      worker.post({ type: "ask", id, question });
    });

  return {
    async ask(question, signal) {
      const answer = await ask(question, signal);
      return isAnswerTo(question.kind, answer) ? answer : undefined;
    },
    setFile: (path, text) => change({ type: "file", path, text }),
    editFile: (path, edits) => change({ type: "edit", path, edits: [...edits] }),
    removeFile: (path) => change({ type: "remove", path }),
    setPackage: (name, files) => worker.post({ type: "package", name, files: [...files] }),
    forgetPackages: () => worker.post({ type: "forget-packages" }),
    dispose() {
      worker.terminate();
      settleAll();
    },
  };
}

function isAnswerTo<Kind extends LanguageAnswer["kind"]>(
  kind: Kind,
  answer: LanguageAnswer | undefined,
): answer is AnswerOf<Kind> {
  return answer?.kind === kind;
}

function spawnWorker(): LanguagePort {
  const worker = new Worker(new URL("../workers/language.worker.ts", import.meta.url), { type: "module" });
  return {
    post: (message) => worker.postMessage(message),
    listen(onMessage, onError) {
      worker.onmessage = (event: MessageEvent<unknown>) => onMessage(event.data);
      worker.onerror = (event) => onError(event.message);
    },
    terminate: () => worker.terminate(),
  };
}
