/** Says of which package a suggestion is a copy: under which licence it stands is for the person to know before taking it. */
import type { CompletionSourceKind, InlineProvider, InlineRequest } from "../../shared/completion/provider.ts";
import type { CopiedPackage } from "../../shared/copies/copy-finder.ts";
import { isLongEnough } from "../../shared/copies/long-enough.ts";
import type { FromCopiesWorker, ToCopiesWorker } from "../../shared/copies/messages.ts";
import type { CompletionStatusStore } from "./completion-status.ts";

export interface CopiesPort {
  post(message: ToCopiesWorker): void;
  listen(onMessage: (message: FromCopiesWorker) => void, onError: () => void): void;
  terminate(): void;
}

export interface CopyNotice {
  /** The same provider; what it answers is looked up beside, and nothing waits for that. */
  watch(provider: InlineProvider): InlineProvider;
  /** The package that a source's last suggestion is a copy from. */
  last(source: CompletionSourceKind): CopiedPackage | undefined;
  dispose(): void;
}

export function createCopyNotice(status: CompletionStatusStore, spawn: () => CopiesPort = spawnWorker): CopyNotice {
  let worker: CopiesPort | undefined;
  let lastId = 0;
  const newest = new Map<CompletionSourceKind, number>();
  const last = new Map<CompletionSourceKind, CopiedPackage>();
  let broken = false;
  const show = ({ id, found }: FromCopiesWorker) => {
    const [source] = [...newest].find(([, newestId]) => newestId === id) ?? [];
    // A newer suggestion of the source may have come meanwhile.
    if (!found || !source) return;
    last.set(source, found);
    if (id === lastId) status.setState({ copyOf: found });
  };
  const start = () => {
    const started = spawn();
    started.listen(show, () => {
      // Suggestions go on without the notice.
      broken = true;
    });
    return started;
  };
  const look = (source: CompletionSourceKind, request: InlineRequest, text: string) => {
    const id = ++lastId;
    newest.set(source, id);
    last.delete(source);
    // The word at the caret goes on in the suggestion.
    const code = (request.prefix.slice(-maxWordChars).match(/[\w$]*$/)?.[0] ?? "") + text;
    if (broken || !isLongEnough(code)) return;
    worker ??= start();
    worker.post({ id, code });
  };
  return {
    watch: (provider) => ({
      source: provider.source,
      get model() {
        return provider.model;
      },
      get debounceMs() {
        return provider.debounceMs;
      },
      async complete(request, onText, signal) {
        const answer = await provider.complete(request, onText, signal);
        if (answer && !signal.aborted) look(provider.source, request, answer.text);
        return answer;
      },
    }),
    last: (source) => last.get(source),
    dispose: () => worker?.terminate(),
  };
}

const maxWordChars = 100;

function spawnWorker(): CopiesPort {
  const worker = new Worker(new URL("../workers/copies.worker.ts", import.meta.url), { type: "module" });
  return {
    post: (message) => worker.postMessage(message),
    listen(onMessage, onError) {
      worker.onmessage = (event: MessageEvent<FromCopiesWorker>) => onMessage(event.data);
      worker.onerror = onError;
    },
    terminate: () => worker.terminate(),
  };
}
