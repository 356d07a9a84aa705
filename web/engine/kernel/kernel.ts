import { datagramCalls } from "./calls-datagrams.ts";
import { descriptorCalls, writeNow } from "./calls-descriptors.ts";
import { type Call, fileCalls } from "./calls-files.ts";
import { processCalls } from "./calls-processes.ts";
import { socketCalls } from "./calls-sockets.ts";
import { threadCalls } from "./calls-threads.ts";
import { Datagrams } from "./datagrams.ts";
import { Doorbell, messagesUnderWay } from "./doorbell.ts";
import { FileTree } from "./file-tree.ts";
import { firstLooks } from "./first-looks.ts";
import { limits } from "./limits.ts";
import { answer, answerError, answerMore, Later, takeCall, writeUses } from "./mailbox.ts";
import { checkArguments, isCallName, isLookName, parseMessage } from "./messages.ts";
import { Network, type PortEvent } from "./network.ts";
import { PassedDescriptors } from "./passed-descriptors.ts";
import type { Process, Thread } from "./process.ts";
import { ProcessTable, type Spare } from "./process-table.ts";
import {
  type AnsweredLook,
  type LookName,
  lookContentsBytes,
  type ProcessToKernel,
  type SystemCallName,
} from "./protocol.ts";
import { SystemError } from "./system-error.ts";
import { Writes } from "./writes.ts";

export interface KernelPorts {
  now(): number;
  random(count: number): Uint8Array;
  /** Runs `action` after the time; the returned function takes it back. */
  later(ms: number, action: () => void): () => void;
  takeWorker(): Spare;
  onPort(event: PortEvent): void;
  treeBytes?: number;
  lingerMs?: number;
}

type ThreadMessage = Extract<ProcessToKernel, { type: `${"thread" | "port" | "lock"}-${string}` }>;
type AnyHandler = (call: Call, ...args: unknown[]) => unknown;

/** Files, processes, loopback network: everything a process can reach, answered one message at a time. */
export class Kernel {
  readonly tree: FileTree;
  readonly network: Network;
  readonly processes: ProcessTable;
  readonly writes = new Writes();
  /** Messages of processes that broke the schema. */
  refusedMessages = 0;
  readonly #passed = new PassedDescriptors((description) => this.processes.drop(description));
  readonly #doorbell: Doorbell;
  readonly #calls: ReadonlyMap<SystemCallName, AnyHandler>;

  constructor(ports: KernelPorts) {
    this.#doorbell = new Doorbell(ports.lingerMs ?? limits.lingerMs);
    this.tree = new FileTree(
      { now: ports.now, random: ports.random, defer: (flush) => void ports.later(0, flush) },
      ports.treeBytes,
    );
    this.network = new Network(ports.onPort);
    this.processes = new ProcessTable(this.tree, {
      takeWorker: ports.takeWorker,
      later: ports.later,
      doorbell: this.#doorbell,
      onMessage: (thread, message) => this.receive(thread, message),
      firstLooks: (thread) => firstLooks(thread.process).map(([name, path]) => this.#answeredLook(thread, name, path)),
      // A call that was written while it was stopped lies in the mailbox still.
      onResumed: (process) => {
        for (const thread of process.threads) this.#takeCall(thread);
      },
    });
    const { tree, network, processes, writes } = this;
    const handlers = {
      ...fileCalls(tree),
      ...descriptorCalls({ tree, writes, random: ports.random, drop: (one) => processes.drop(one) }),
      ...socketCalls({ tree, network, writes }),
      ...datagramCalls(new Datagrams()),
      ...processCalls({ processes, writes, later: ports.later }),
      ...threadCalls(processes.threads),
    };
    const names = Object.keys(handlers) as SystemCallName[]; // the object's own keys, checked by its type
    // `checkArguments` has compared the arguments with the call's signature before a handler sees them.
    this.#calls = new Map(names.map((name) => [name, handlers[name] as AnyHandler]));
  }

  /** Takes one message of a process; nothing in it is trusted. */
  receive(thread: Thread, raw: unknown): void {
    const { process } = thread;
    if (process.exit || !process.threads.has(thread)) return;
    if (process.suspension.stopped) {
      process.suspension.run(() => this.receive(thread, raw));
      return;
    }
    this.#receive(thread, raw);
    for (const retry of [...process.afterMessages]) retry();
    // A call written behind this message had to wait for it.
    this.#takeCall(thread);
  }

  #receive(thread: Thread, raw: unknown): void {
    const { process } = thread;
    const message = parseMessage(raw);
    // A spare says that it is ready before it has a mailbox to count in.
    if (message?.type !== "ready") thread.received++;
    if (!message) {
      this.#refuse(thread, raw);
      return;
    }
    switch (message.type) {
      case "call":
        if (this.#call(thread, message.name, message.args, message.data ?? null))
          this.#doorbell.linger((caller) => this.#takeCall(caller));
        return;
      case "more":
        answerMore(thread);
        return;
      case "read-start":
        if (process.descriptors.has(message.fd)) {
          process.startReading(message.fd, thread.peer);
          return;
        }
        thread.peer.post({ type: "data", fd: message.fd, data: null, error: "EBADF" });
        return;
      case "read-stop":
        process.stopReading(message.fd);
        return;
      case "read-ack":
        process.acknowledge(message.fd, message.bytes);
        return;
      case "write-async":
        this.#writeAsync(thread, message);
        return;
      case "signal-watch":
        if (message.on) process.handled.add(message.number);
        else process.handled.delete(message.number);
        return;
      case "adopt":
        process.adopt(message.fd, thread);
        return;
      case "exit":
        if (thread.parent) this.processes.threads.end(thread, message.code);
        else this.processes.end(process, { code: message.code & 0xff, signal: null });
        return;
      case "ready":
        return;
      default:
        this.#threads(thread, message);
    }
  }

  /** What the threads of a process say to each other. */
  #threads(thread: Thread, message: ThreadMessage): void {
    const { ports, locks } = thread.process;
    switch (message.type) {
      case "thread-start":
        this.processes.threads.start(thread, message);
        return;
      case "thread-stop":
        this.processes.threads.stop(thread, message.id);
        return;
      case "port-pair":
        ports.pair(thread, message.first, message.second, message.away);
        return;
      case "port-join":
        ports.join(thread, message.port, message.name);
        return;
      case "port-send":
        ports.send(thread, message.port, message.message);
        if (ports.queuedBytes > limits.messageBytes)
          this.processes.end(thread.process, { code: null, signal: "SIGKILL" });
        return;
      case "port-ack":
        ports.acknowledge(thread, message.port, message.seq);
        return;
      case "port-close":
        ports.close(thread, message.port);
        return;
      case "lock-request": {
        const { request: id, name, clientId, mode, how } = message;
        locks.request({ thread, id, name, clientId, mode }, how);
        return;
      }
      case "lock-release":
        locks.release(thread, message.request);
        return;
    }
  }

  /** A broken call is answered, so that the process goes on; one that sends only garbage is ended. */
  #refuse(thread: Thread, raw: unknown): void {
    const { process } = thread;
    this.refusedMessages++;
    if (typeof raw === "object" && raw !== null && "type" in raw && raw.type === "call")
      answerError(thread, new SystemError("EINVAL"));
    if (++process.brokenMessages >= limits.brokenMessages)
      this.processes.end(process, { code: null, signal: "SIGSYS" });
  }

  /** A call that was written into the mailbox; false when there was none. */
  #takeCall(thread: Thread): boolean {
    const { process } = thread;
    if (process.exit || !process.threads.has(thread) || messagesUnderWay(thread)) return false;
    if (process.suspension.stopped) return false;
    const call = takeCall(thread);
    if (!call) return false;
    const { name, args, data } = call;
    if (isCallName(name) && Array.isArray(args)) this.#call(thread, name, args, data);
    else this.#refuse(thread, { type: "call" });
    return true;
  }

  /** Answers a call; false when the answer comes later. */
  #call(thread: Thread, name: SystemCallName, args: unknown[], data: Uint8Array | null): boolean {
    const { process } = thread;
    const handler = this.#calls.get(name);
    if (!handler) {
      answerError(thread, new SystemError("ENOSYS"));
      return true;
    }
    if (!checkArguments(name, args)) {
      answerError(thread, new SystemError("EINVAL"));
      return true;
    }
    process.caller = thread;
    try {
      const call = { process, thread, data };
      const value = isLookName(name)
        ? this.#look(call, handler, args, (uses) => writeUses(thread, uses))
        : handler(call, ...args);
      if (value instanceof Later) {
        this.#wait(thread, value);
        return false;
      }
      answer(thread, value);
    } catch (error) {
      answerError(thread, error);
    } finally {
      process.caller = null;
    }
    return true;
  }

  /** A call that changes nothing: its answer says on what it rests. */
  #look(call: Call, handler: AnyHandler, args: unknown[], told: (uses: number[]) => void): unknown {
    const { versions } = this.tree;
    return versions.looking(() => {
      if (!String(args[0]).startsWith("/")) versions.noteDirectoryOf(call.process.pid);
      return handler(call, ...args);
    }, told);
  }

  /** Without `uses` nobody keeps it. */
  #answeredLook(thread: Thread, name: LookName, path: string): AnsweredLook {
    const look: AnsweredLook = { name, path, uses: [], value: null, failed: false };
    const handler = this.#calls.get(name);
    if (!handler) return look;
    let rests: number[] = [];
    try {
      const value = this.#look({ process: thread.process, thread, data: null }, handler, [path], (uses) => {
        rests = uses;
      });
      if (value instanceof Uint8Array && value.length > lookContentsBytes) return look;
      return { ...look, uses: rests, value };
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      return { ...look, uses: rests, value: error.code, failed: true };
    }
  }

  #wait(thread: Thread, later: Later<unknown>): void {
    let settled = false;
    let cancel = (): void => {};
    const forget = (): void => {
      settled = true;
      thread.waits.delete(take);
    };
    const take = (): void => {
      forget();
      cancel();
    };
    cancel = later.start(
      (value) => {
        if (settled) return;
        forget();
        thread.process.suspension.run(() => answer(thread, value));
      },
      (error) => {
        if (settled) return;
        forget();
        thread.process.suspension.run(() => answerError(thread, error));
      },
    );
    if (!settled) thread.waits.add(take);
  }

  #writeAsync(thread: Thread, message: Extract<ProcessToKernel, { type: "write-async" }>): void {
    const { process, peer } = thread;
    const { request } = message;
    try {
      this.#startWriting(process, message, (error) => {
        if (!process.exit) peer.post(error ? { type: "written", request, error } : { type: "written", request });
      });
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      peer.post({ type: "written", request, error: error.code });
    }
  }

  #startWriting(
    process: Process,
    { fd, data, pass }: Extract<ProcessToKernel, { type: "write-async" }>,
    done: (error?: string) => void,
  ): void {
    const description = process.description(fd);
    const passed = pass === undefined ? undefined : this.#passed.pass(process.description(pass), description);
    if (description.type === "file" || description.type === "device") {
      writeNow(this.tree, description, data, -1);
      done();
      return;
    }
    // A process may end while its last bytes wait for a slow reader: the write keeps the stream open until they are taken.
    description.references++;
    const finish = (error?: string): void => {
      done(error);
      this.processes.drop(description);
    };
    this.writes.write(description, data, finish, passed);
  }
}
