/** What of the project's other files goes along with a completion request. */
import type { Passage } from "../../../shared/agent/static/passages.ts";
import { contextLimits } from "../../../shared/context/limits.ts";
import type { ContextQuestion, FromContextWorker, ToContextWorker } from "../../../shared/context/messages.ts";
import { importsOf } from "../../../shared/models/file-outline.ts";
import type { FimFile } from "../../../shared/models/fim.ts";
import { assistantLimits } from "../limits.ts";
import { Feed, type Project } from "./feed.ts";

export interface ContextPort {
  post(message: ToContextWorker): void;
  listen(onMessage: (message: FromContextWorker) => void, onError: (message: string) => void): void;
  terminate(): void;
}

export interface ContextOptions {
  project: Project;
  /** Ids of the open files, the one that is shown too. */
  tabs(): readonly string[];
  after(delayMs: number, task: () => void): () => void;
  now(): number;
  /** Starts the Worker; tests hand in a port of their own. */
  spawn?: () => ContextPort;
}

export interface CaretPlace {
  path: string;
  prefix: string;
  suffix: string;
}

export interface WorkspaceContext {
  /**
   * The same files for all of a line, so that a server need not read them again at each key; none when it takes too long.
   * Undefined for a caret in a file that no model may see.
   */
  gather(place: CaretPlace): Promise<readonly FimFile[] | undefined>;
  /** Passages that share words with a question, the best first; none when nothing does or the search failed. */
  search(request: string): Promise<readonly Passage[]>;
  dispose(): void;
}

export function createWorkspaceContext(options: ContextOptions): WorkspaceContext {
  const { project, after, now } = options;
  const worker = (options.spawn ?? spawnWorker)();
  const waiting = new Map<number, (files: readonly FimFile[]) => void>();
  const searches = new Map<number, (passages: readonly Passage[]) => void>();
  let lastId = 0;
  let broken = false;
  let known: { line: string; files: Promise<readonly FimFile[]> } | undefined;
  const settle = (id: number, files: readonly FimFile[]) => {
    waiting.get(id)?.(files);
    waiting.delete(id);
  };
  const settleSearch = (id: number, passages: readonly Passage[]) => {
    searches.get(id)?.(passages);
    searches.delete(id);
  };
  const settleAll = () => {
    for (const id of [...waiting.keys()]) settle(id, []);
    for (const id of [...searches.keys()]) settleSearch(id, []);
  };
  worker.listen(
    (message) => ("files" in message ? settle(message.id, message.files) : settleSearch(message.id, message.passages)),
    () => {
      // Completions go on without other files.
      broken = true;
      settleAll();
    },
  );
  const feed = new Feed(project, {
    setFile: (path, text) => worker.post({ type: "file", path, text }),
    removeFile: (path) => worker.post({ type: "remove", path }),
    after,
    now,
  });

  const ask = (question: ContextQuestion) =>
    new Promise<readonly FimFile[]>((resolve) => {
      if (broken) return resolve([]);
      const id = ++lastId;
      const stop = after(contextLimits.answerMs, () => {
        known = undefined;
        settle(id, []);
      });
      waiting.set(id, (files) => {
        stop();
        resolve(files);
      });
      worker.post({ type: "gather", id, question });
    });
  const questionAt = ({ path, prefix, suffix }: CaretPlace): ContextQuestion => {
    return {
      path,
      imports: importsOf(prefix, assistantLimits.maxImportChars),
      prefix: prefix.slice(-assistantLimits.maxPrefixChars),
      suffix: suffix.slice(0, assistantLimits.maxSuffixChars),
      edits: feed.edits.snippets((id) => feed.pathOf(id)),
      tabs: options.tabs().flatMap((id) => feed.pathOf(id) ?? []),
    };
  };

  return {
    async gather(place) {
      if (feed.ignores(place.path)) return undefined;
      const line = `${place.path}\n${lineOf(place.prefix)}\n${options.tabs().join()}`;
      if (known?.line !== line) known = { line, files: ask(questionAt(place)) };
      return (await known.files).filter(({ path }) => feed.has(path));
    },
    async search(request) {
      if (broken) return [];
      const id = ++lastId;
      const passages = new Promise<readonly Passage[]>((resolve) => searches.set(id, resolve));
      worker.post({ type: "search", id, request });
      return (await passages).filter(({ path }) => feed.has(path));
    },
    dispose() {
      broken = true;
      feed.dispose();
      worker.terminate();
      settleAll();
    },
  };
}

function lineOf(prefix: string): number {
  let line = 0;
  for (let at = prefix.indexOf("\n"); at >= 0; at = prefix.indexOf("\n", at + 1)) line++;
  return line;
}

function spawnWorker(): ContextPort {
  const worker = new Worker(new URL("../../workers/context.worker.ts", import.meta.url), { type: "module" });
  return {
    post: (message) => worker.postMessage(message),
    listen(onMessage, onError) {
      worker.onmessage = (event: MessageEvent<FromContextWorker>) => onMessage(event.data);
      worker.onerror = (event) => onError(event.message);
    },
    terminate: () => worker.terminate(),
  };
}
