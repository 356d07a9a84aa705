/** A project with the real index of its files behind it, in one thread and with hand-turned timers. */
import * as Y from "yjs";
import type { ContextQuestion, FromContextWorker } from "../../shared/context/messages.ts";
import { createFiles } from "../../shared/workspace/document.ts";
import { type ContextPort, createWorkspaceContext } from "../../web/assistant/context/workspace-context.ts";
import { SessionFiles } from "../../web/sync/files.ts";
import { ContextService } from "../../web/workers/context/context-service.ts";

export function projectOf(texts: Record<string, string>) {
  const doc = new Y.Doc();
  let lastId = 0;
  const newId = () => `id${lastId++}`;
  const entries = Object.entries(texts).map(([path, text]) => ({ path, content: { kind: "file", text } as const }));
  createFiles(doc, entries, newId);
  const ports = {
    random: (count: number) => crypto.getRandomValues(new Uint8Array(count)),
    blobs: { get: async () => undefined, put: async () => false, sha256: async () => "" },
  };
  const files = new SessionFiles({ workspaceId: "w", doc, ports, mayEdit: () => true });
  const idOf = (path: string) => files.tree.getState().byPath.get(path)?.id ?? "";
  const textAt = (path: string) => {
    const text = files.text(idOf(path));
    if (!text) throw new Error(`there is no ${path}`);
    return text;
  };
  return { doc, files, idOf, textAt };
}

export interface ContextStage {
  context: ReturnType<typeof createWorkspaceContext>;
  /** Runs what is due after `ms`, and what that brings about. */
  pass(ms: number): void;
  questions: ContextQuestion[];
  paths(): string[];
}

export function stageContext(
  project: ReturnType<typeof projectOf>,
  options: { tabs?: () => string[]; port?: (port: ContextPort) => ContextPort } = {},
): ContextStage {
  let now = 0;
  const due: { at: number; task: () => void }[] = [];
  const after = (delayMs: number, task: () => void) => {
    const entry = { at: now + delayMs, task };
    due.push(entry);
    return () => {
      const index = due.indexOf(entry);
      if (index >= 0) due.splice(index, 1);
    };
  };
  const known = new Set<string>();
  const questions: ContextQuestion[] = [];
  let hear: (message: FromContextWorker) => void = () => {};
  const service = new ContextService({
    post: (message) => hear(message),
    defer: (task) => void after(0, task),
    now: () => now,
  });
  const port: ContextPort = {
    post(message) {
      if (message.type === "gather") questions.push(message.question);
      else if (message.type === "file") known.add(message.path);
      else if (message.type === "remove") known.delete(message.path);
      service.receive(message);
    },
    listen(onMessage) {
      hear = onMessage;
    },
    terminate: () => {},
  };
  const context = createWorkspaceContext({
    project,
    tabs: options.tabs ?? (() => []),
    after,
    now: () => now,
    spawn: () => options.port?.(port) ?? port,
  });
  const pass = (ms: number) => {
    now += ms;
    for (let next = due.find(({ at }) => at <= now); next; next = due.find(({ at }) => at <= now)) {
      due.splice(due.indexOf(next), 1);
      next.task();
    }
  };
  return { context, pass, questions, paths: () => [...known].sort() };
}
