import type { FileTree } from "./file-tree.ts";
import { limits } from "./limits.ts";
import type { Process, Thread } from "./process.ts";
import type { ProcessPorts } from "./process-table.ts";
import {
  type DescriptorKind,
  mailboxDataBytes,
  mailboxHeaderBytes,
  type ProcessStart,
  type ProcessToKernel,
  type ThreadStart,
} from "./protocol.ts";
import { fail } from "./system-error.ts";

type StartMessage = Extract<ProcessToKernel, { type: "thread-start" }>;

const terminatedCode = 1;

/** Worker threads: each has a Worker and a mailbox of its own and shares everything else of its process. */
export class Threads {
  readonly #tree: FileTree;
  readonly #ports: ProcessPorts;
  /** Reserved by `thread-new` until `thread-start`. */
  readonly #reserved = new WeakMap<Process, Map<number, Thread>>();

  constructor(tree: FileTree, ports: ProcessPorts) {
    this.#tree = tree;
    this.#ports = ports;
  }

  /** The number of a thread that `parent` is about to start. */
  reserve(parent: Thread): number {
    const { process } = parent;
    if (process.threads.size >= limits.threads) fail("EAGAIN");
    const id = process.nextThread++;
    const reserved = this.#reserved.get(process) ?? new Map<number, Thread>();
    this.#reserved.set(process, reserved.set(id, parent));
    return id;
  }

  start(parent: Thread, message: StartMessage): void {
    const { process } = parent;
    if (this.#reserved.get(process)?.get(message.id) !== parent) return;
    this.#reserved.get(process)?.delete(message.id);
    const worker = this.#ports.takeWorker();
    const thread = newThread(process, worker, parent, message.thread);
    worker.assign(
      (raw) => this.#ports.onMessage(thread, raw),
      (reason) => this.end(thread, terminatedCode, reason),
    );
    process.threads.add(thread);
    this.#ports.doorbell.add(thread);
    const main: DescriptorKind = "null";
    const start: ProcessStart = {
      pid: process.pid,
      ppid: process.parent?.pid ?? 1,
      args: process.args.slice(0, 1),
      execPath: process.execPath,
      env: message.env,
      mailbox: thread.mailbox,
      doorbell: this.#ports.doorbell.shared,
      versions: this.#tree.versions.shared,
      stdio: [main, main, main],
      ipcFd: null,
      looks: [],
      thread: message.thread,
    };
    worker.post({ type: "start", start });
    process.ports.give(message.thread.port, thread);
  }

  /** Ends a thread from outside, wherever its program is. */
  stop(parent: Thread, id: number): void {
    for (const thread of parent.process.threads) {
      if (thread.id === id && thread.parent === parent) this.end(thread, terminatedCode);
    }
  }

  /** A thread's end: its own threads go with it, what it opened closes, who started it hears of it. */
  end(thread: Thread, code: number, failure?: string): void {
    const { process } = thread;
    if (!process.threads.delete(thread)) return;
    for (const inner of [...process.threads]) if (inner.parent === thread) this.end(inner, terminatedCode);
    thread.peer.terminate();
    for (const watch of thread.watches) this.#tree.watches.remove(watch);
    process.dropThread(thread);
    process.ports.endThread(thread);
    process.locks.endThread(thread);
    thread.parent?.peer.post({
      type: "thread-exit",
      id: thread.id,
      code,
      ...(failure === undefined ? {} : { failure }),
    });
  }
}

export function newThread(
  process: Process,
  peer: Thread["peer"],
  parent: Thread | null = null,
  { id, closesFiles }: Pick<ThreadStart, "id" | "closesFiles"> = { id: 0, closesFiles: false },
): Thread {
  const mailbox = new SharedArrayBuffer(mailboxHeaderBytes + mailboxDataBytes);
  return {
    process,
    peer: {
      post: (message) => process.suspension.run(() => peer.post(message)),
      terminate: () => peer.terminate(),
    },
    id,
    parent,
    closesFiles,
    slots: new Int32Array(mailbox, 0, mailboxHeaderBytes / 4),
    received: 0,
    mailbox,
    rest: null,
    waits: new Set(),
    descriptors: new Set(),
    watches: new Set(),
  };
}
