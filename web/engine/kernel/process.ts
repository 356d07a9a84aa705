import { datagramFlow } from "./datagram-flow.ts";
import { type Description, descriptorKind, incomingQueue, type StreamDescription } from "./descriptions.ts";
import type { FolderNode } from "./inode.ts";
import { limits } from "./limits.ts";
import { type ListenerDescription, startAccepting } from "./listener.ts";
import { Locks } from "./locks.ts";
import { MessagePorts } from "./message-ports.ts";
import type { PassedDescriptor } from "./passed-descriptors.ts";
import { flowWindowBytes, type KernelToProcess, type ReceivedDescriptor } from "./protocol.ts";
import type { SignalName } from "./signals.ts";
import { Suspension } from "./suspension.ts";
import { fail } from "./system-error.ts";
import type { Terminal } from "./terminal.ts";
import type { ProgramPlace } from "./walk.ts";

/** A Worker or a worker thread's port, as the kernel sees it. */
export interface Peer {
  post(message: KernelToProcess): void;
  terminate(): void;
}

/** Somebody of a process who calls: its main Worker or one of its threads. */
export interface Thread {
  readonly process: Process;
  readonly peer: Peer;
  /** 0 is the process's main thread. */
  readonly id: number;
  /** Who started it; null for the main thread. */
  readonly parent: Thread | null;
  readonly mailbox: SharedArrayBuffer;
  /** The mailbox's head: `mailboxSlots`. The program may write into it at any time. */
  readonly slots: Int32Array;
  /** The rest of an answer that did not fit. */
  rest: Uint8Array | null;
  /** Messages received since it was started. */
  received: number;
  /** Takes back what its sleeping call waits for. */
  readonly waits: Set<() => void>;
  /** What a thread other than the main one opened, which its end closes. */
  readonly descriptors: Set<number>;
  readonly watches: Set<number>;
  /** False: what it opens by `open` outlives it. */
  readonly closesFiles: boolean;
}

export interface Exit {
  code: number | null;
  signal: SignalName | null;
}

export interface Flow {
  peer: Peer;
  unacknowledged: number;
  stop(): void;
  pump(): void;
}

export interface ProcessOptions {
  pid: number;
  parent: Process | null;
  /** The thread of the parent that hears of this one's end. */
  starter: Thread | null;
  session: number;
  args: string[];
  execPath: string;
  folder: FolderNode;
  env: Record<string, string>;
  terminal: Terminal | null;
  /** Called with a description that loses its last descriptor here. */
  drop(description: Description): void;
  /** Called when it is stopped and has said more than is kept. */
  overflow(): void;
}

/** One running program: descriptors, signals it handles, children, what it waits for. */
export class Process {
  readonly pid: number;
  readonly parent: Process | null;
  readonly starter: Thread | null;
  /** Processes of one session share a terminal and end with its leader. */
  readonly session: number;
  args: string[];
  env: Record<string, string>;
  readonly terminal: Terminal | null;
  readonly children = new Set<Process>();
  readonly descriptors = new Map<number, Description>();
  readonly handled = new Set<number>();
  readonly threads = new Set<Thread>();
  readonly ports = new MessagePorts();
  readonly locks = new Locks();
  readonly suspension: Suspension;
  /** The prompt of its terminal's leader that it was started or continued under: after the next one it is in the background. */
  promptSeen: number;
  /** When it was started, in hundredths of a second since the kernel was. */
  startTicks = 0;
  /** Environments that threads share, by their number. */
  readonly environments: Map<string, string>[] = [];
  /** Told after each message of a thread. */
  readonly afterMessages = new Set<() => void>();
  nextThread = 1;
  /** Whose call is being answered. */
  caller: Thread | null = null;
  /** Node's own file, or the copy of it that runs. */
  execPath: string;
  /** Where its relative paths begin. */
  readonly cwd: ProgramPlace;
  umask = 0o022;
  /** Linux's niceness, −20 to 19: kept and told, but a browser gives all Workers the same share. */
  niceness = 0;
  brokenMessages = 0;
  exit: Exit | null = null;
  readonly #onExit = new Set<(exit: Exit) => void>();
  readonly #flows = new Map<number, Flow>();
  readonly #drop: (description: Description) => void;

  constructor(options: ProcessOptions) {
    this.pid = options.pid;
    this.parent = options.parent;
    this.starter = options.starter;
    this.session = options.session;
    this.args = options.args;
    this.execPath = options.execPath;
    this.cwd = { folder: options.folder };
    this.env = options.env;
    this.terminal = options.terminal;
    this.#drop = options.drop;
    this.suspension = new Suspension(options.overflow);
    const { parent, terminal } = options;
    this.promptSeen = parent === null || parent.pid === this.session ? (terminal?.prompts ?? 0) : parent.promptSeen;
  }

  /** Not in front of its terminal: Ctrl-C and Ctrl-Z are for others. */
  get inBackground(): boolean {
    return this.pid !== this.session && this.terminal !== null && this.promptSeen !== this.terminal.prompts;
  }

  /** EMFILE before anything is made that would have no descriptor. */
  requireRoom(count = 1): void {
    if (this.descriptors.size + count > limits.descriptors) fail("EMFILE");
  }

  /** Gives a description the lowest free number from `lowest` up. */
  install(description: Description, lowest = 0): number {
    this.requireRoom();
    let fd = lowest;
    while (this.descriptors.has(fd)) fd++;
    this.installAt(fd, description);
    return fd;
  }

  installAt(fd: number, description: Description): void {
    this.descriptors.set(fd, description);
    description.references++;
    if (this.caller?.parent) this.caller.descriptors.add(fd);
  }

  /** The descriptor closes with this thread. */
  adopt(fd: number, by: Thread): void {
    for (const thread of this.threads) thread.descriptors.delete(fd);
    if (by.parent && this.descriptors.has(fd)) by.descriptors.add(fd);
  }

  environment(id: number): Map<string, string> {
    return this.environments[id] ?? fail("EINVAL");
  }

  description(fd: number): Description {
    return this.descriptors.get(fd) ?? fail("EBADF");
  }

  close(fd: number): void {
    const description = this.description(fd);
    this.stopReading(fd);
    this.descriptors.delete(fd);
    for (const thread of this.threads) thread.descriptors.delete(fd);
    this.#drop(description);
  }

  /** Posts what arrives on `fd` to this thread, at most `flowWindowBytes` ahead of its acknowledgements. */
  startReading(fd: number, peer: Peer): void {
    if (this.#flows.has(fd)) return;
    const description = this.description(fd);
    if (description.type === "listener") {
      this.#startAccepting(fd, description, peer);
      return;
    }
    if (description.type === "datagram") {
      const datagrams = datagramFlow(description, fd, peer);
      this.#flows.set(fd, datagrams);
      datagrams.pump();
      return;
    }
    const queue = incomingQueue(description);
    if (!queue) {
      peer.post({ type: "data", fd, data: null, error: "EINVAL" });
      return;
    }
    let cancel = () => {};
    const flow: Flow = {
      peer,
      unacknowledged: 0,
      stop: () => cancel(),
      pump: () => {
        cancel();
        cancel = () => {};
        if (this.suspension.stopped) {
          cancel = this.suspension.whenResumed(flow.pump);
          return;
        }
        while (this.#flows.get(fd) === flow && flow.unacknowledged < flowWindowBytes) {
          let passed: PassedDescriptor | undefined;
          const data = queue.pull(limits.outputChunkBytes, (one) => {
            passed = one;
          });
          if (!data) {
            cancel = queue.whenReadable(flow.pump);
            return;
          }
          if (data.length === 0) {
            this.#flows.delete(fd);
            const { failure } = queue;
            peer.post(failure ? { type: "data", fd, data: null, error: failure } : { type: "data", fd, data: null });
            return;
          }
          flow.unacknowledged += data.length;
          const received = passed ? this.#receive(passed, peer) : null;
          peer.post(received ? { type: "data", fd, data, passed: received } : { type: "data", fd, data });
        }
      },
    };
    this.#flows.set(fd, flow);
    flow.pump();
  }

  #startAccepting(fd: number, listener: ListenerDescription, peer: Peer): void {
    const flow: Flow = { peer, unacknowledged: 0, stop: () => {}, pump: () => {} };
    this.#flows.set(fd, flow);
    flow.stop = startAccepting(listener, (end) => this.#accept(fd, end, peer));
  }

  #accept(listener: number, end: StreamDescription, peer: Peer): boolean {
    if (this.descriptors.size >= limits.descriptors) return false;
    const fd = this.#installFor(peer, end);
    peer.post({ type: "connection", listener, fd, remotePort: end.names?.remote.port ?? 0 });
    return true;
  }

  /** As Linux, which loses a descriptor whose receiver has no room for it. */
  #receive(passed: PassedDescriptor, peer: Peer): ReceivedDescriptor | null {
    const { description } = passed;
    const hasRoom = this.descriptors.size < limits.descriptors;
    const fd = hasRoom ? this.#installFor(peer, description) : -1;
    passed.drop();
    return hasRoom ? { fd, kind: descriptorKind(description) } : null;
  }

  #installFor(peer: Peer, description: Description): number {
    const fd = this.install(description);
    for (const thread of this.threads) if (thread.peer === peer) this.adopt(fd, thread);
    return fd;
  }

  stopReading(fd: number): void {
    this.#flows.get(fd)?.stop();
    this.#flows.delete(fd);
  }

  acknowledge(fd: number, bytes: number): void {
    const flow = this.#flows.get(fd);
    if (!flow) return;
    flow.unacknowledged = Math.max(0, flow.unacknowledged - Math.max(0, bytes));
    flow.pump();
  }

  /** A thread ended: what it waited for, read and opened is let go. */
  dropThread(thread: Thread): void {
    for (const cancel of [...thread.waits]) cancel();
    for (const [fd, { peer }] of [...this.#flows]) if (peer === thread.peer) this.stopReading(fd);
    for (const fd of [...thread.descriptors]) this.close(fd);
    thread.descriptors.clear();
  }

  whenExited(listener: (exit: Exit) => void): void {
    if (this.exit) listener(this.exit);
    else this.#onExit.add(listener);
  }

  /** Ends everything that hangs on this process; the table calls it once. */
  finish(exit: Exit): void {
    this.exit = exit;
    this.suspension.clear();
    for (const thread of this.threads) {
      for (const cancel of [...thread.waits]) cancel();
      thread.peer.terminate();
    }
    this.threads.clear();
    for (const fd of [...this.descriptors.keys()]) this.close(fd);
    for (const listener of this.#onExit) listener(exit);
    this.#onExit.clear();
  }
}
