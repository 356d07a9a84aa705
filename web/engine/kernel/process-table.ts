import {
  type Description,
  type DeviceDescription,
  descriptorKind,
  dropReference,
  type StreamDescription,
  streamPair,
} from "./descriptions.ts";
import type { Doorbell } from "./doorbell.ts";
import { resolveProgram } from "./executable.ts";
import type { FileTree } from "./file-tree.ts";
import { limits } from "./limits.ts";
import { type Exit, type Peer, Process, type Thread } from "./process.ts";
import { ProcessFiles } from "./process-files.ts";
import type { AnsweredLook, ProcessStart, SpawnRequest } from "./protocol.ts";
import { defaultAction, type SignalName, signalName, signalNumbers } from "./signals.ts";
import { fail } from "./system-error.ts";
import type { Terminal } from "./terminal.ts";
import { newThread, Threads } from "./threads.ts";
import { requireRights, rights } from "./walk.ts";

/** A Worker that has Node's library loaded, or is about to. */
export interface Spare extends Peer {
  /** Becomes the process: from here on its messages go to `onMessage`, a crash of its script to `onFailure`. */
  assign(onMessage: (message: unknown) => void, onFailure: (reason: string) => void): void;
}

export interface ProcessPorts {
  /** A Worker to run a process in. */
  takeWorker(): Spare;
  doorbell: Doorbell;
  /** A message of a thread, not yet checked. */
  onMessage(thread: Thread, message: unknown): void;
  firstLooks(thread: Thread): AnsweredLook[];
  /** A stopped process goes on. */
  onResumed(process: Process): void;
  /** Runs `action` after the time; the returned function takes it back. */
  later(ms: number, action: () => void): () => void;
}

export interface StartOptions {
  request: Omit<SpawnRequest, "stdio">;
  descriptions: (Description | null)[];
  /** The thread that starts it and hears of its end. */
  parent: Thread | null;
  terminal: Terminal | null;
}

const encoder = new TextEncoder();
const lastStandardStream = 2;
const pointerBytes = 8;
const defaultPath = "/usr/local/bin:/usr/bin:/bin";

/** Every live process: starting, signalling, ending. */
export class ProcessTable {
  readonly threads: Threads;
  readonly #tree: FileTree;
  readonly #ports: ProcessPorts;
  readonly #all = new Map<number, Process>();
  readonly #files: ProcessFiles;
  #nextPid = 2;

  constructor(tree: FileTree, ports: ProcessPorts) {
    this.#tree = tree;
    this.#ports = ports;
    this.threads = new Threads(tree, ports);
    this.#files = new ProcessFiles(tree);
  }

  get size(): number {
    return this.#all.size;
  }
  get(pid: number): Process | undefined {
    return this.#all.get(pid);
  }
  list(): Process[] {
    return [...this.#all.values()];
  }

  /** Finds the program and runs it in a Worker of its own; ENOENT and EACCES when there is no such program. */
  start({ request, descriptions, parent: starter, terminal }: StartOptions): Process {
    const parent = starter?.process ?? null;
    if (this.#all.size >= limits.processes) fail("EAGAIN");
    checkArguments(request);
    const start = parent?.cwd ?? "/";
    const folder = this.#tree.folder(request.cwd, start);
    requireRights(folder, rights.execute, start);
    const path = request.env["PATH"] ?? parent?.env["PATH"] ?? defaultPath;
    const { execPath, args } = resolveProgram(this.#tree, request.file, request.args, { folder }, path);
    const pid = this.#nextPid++;
    const process: Process = new Process({
      pid,
      parent,
      starter,
      session: parent && !request.detached ? parent.session : pid,
      args,
      execPath,
      folder,
      env: request.env,
      terminal: request.detached ? null : terminal,
      drop: (description) => this.drop(description),
      overflow: () => this.end(process, { code: null, signal: "SIGKILL" }),
    });
    if (parent) {
      process.umask = parent.umask;
      process.niceness = parent.niceness;
    }
    for (const [fd, description] of descriptions.entries()) process.installAt(fd, description ?? this.#nullDevice());
    this.#all.set(pid, process);
    parent?.children.add(process);
    this.#run(process, request);
    this.#files.add(process);
    return process;
  }

  /** Runs another program as this process, whose threads end; a path is not searched for. */
  replace(process: Process, path: string, args: string[], env: Record<string, string>): void {
    checkArguments({ args, env });
    const file = path.includes("/") ? path : `./${path}`;
    const program = resolveProgram(this.#tree, file, args, process.cwd, env["PATH"] ?? defaultPath);
    process.args = program.args;
    process.execPath = program.execPath;
    process.env = env;
    for (const thread of [...process.threads]) this.threads.end(thread, 0);
    for (const fd of [...process.descriptors.keys()]) if (fd > lastStandardStream) process.close(fd);
    for (const fd of process.descriptors.keys()) process.stopReading(fd);
    process.handled.clear();
    this.#run(process, {});
    this.#files.add(process);
  }

  drop(description: Description): void {
    dropReference(description, (node) => this.#tree.release(node));
  }

  /** Delivers a signal by number to one process, or to a session when negative (as to a group). 0 only asks. */
  kill(pid: number, number: number, from?: Process): void {
    const signal = number === 0 ? undefined : (signalName(number) ?? fail("EINVAL"));
    const session = pid < 0 ? -pid : pid === 0 ? from?.session : undefined;
    const targets = session === undefined ? [this.#all.get(pid)] : this.list().filter((one) => one.session === session);
    const live = targets.filter((one) => one !== undefined);
    if (live.length === 0) fail("ESRCH");
    if (signal) for (const process of live) this.signal(process, signal);
  }

  /** An ordinary user may only become nicer; what is beyond the range counts as its end, as in setpriority(2). */
  priority(pid: number, next: number | null, from: Process): number {
    const process = pid === 0 ? from : (this.#all.get(pid) ?? fail("ESRCH"));
    if (next === null) return process.niceness;
    const niceness = Math.min(19, Math.max(-20, next));
    if (niceness < process.niceness) fail("EACCES");
    process.niceness = niceness;
    this.#files.update(process, process.suspension.stopped ? "T" : "S");
    return niceness;
  }

  signal(process: Process, signal: SignalName): void {
    if (process.exit) return;
    if (signal === "SIGCONT") this.#resume(process);
    else if (process.suspension.stopped && signal !== "SIGKILL") {
      process.suspension.run(() => this.signal(process, signal));
      return;
    }
    const number = signalNumbers[signal];
    if (signal !== "SIGKILL" && signal !== "SIGSTOP" && process.handled.has(number)) {
      for (const thread of process.threads) {
        thread.peer.post({ type: "signal", signal, number });
        return;
      }
    }
    if (signal === "SIGKILL" || defaultAction(signal) === "end") this.end(process, { code: null, signal });
    else if (defaultAction(signal) === "stop") this.#stop(process);
  }

  #stop(process: Process): void {
    process.suspension.stop();
    this.#files.update(process, "T");
    this.#tellOfChild(process);
  }

  #resume(process: Process): void {
    process.promptSeen = process.terminal?.prompts ?? 0;
    if (!process.suspension.stopped) return;
    this.#files.update(process, "S");
    process.suspension.resume();
    if (!process.exit) this.#ports.onResumed(process);
    this.#tellOfChild(process);
  }

  /** SIGCHLD: a child has stopped, goes on or has ended. */
  #tellOfChild({ parent }: Process): void {
    if (parent && !parent.exit && parent.handled.has(signalNumbers.SIGCHLD)) this.signal(parent, "SIGCHLD");
  }

  /** A terminal's signal goes to every process of its session that is in front. */
  signalTerminal(terminal: Terminal, signal: SignalName): void {
    for (const process of this.list()) {
      if (process.terminal !== terminal) continue;
      if (signal !== "SIGWINCH" && process.inBackground) continue;
      if (signal === "SIGWINCH")
        for (const { peer } of process.threads) peer.post({ type: "resize", ...terminal.size });
      this.signal(process, signal);
    }
  }

  /** Ends a process and everything it started: politely, then after the grace for good. */
  killTree(process: Process): void {
    const all = [process, ...descendants(process)].reverse();
    for (const one of all) this.signal(one, "SIGTERM");
    for (const one of all) if (one.suspension.stopped) this.signal(one, "SIGCONT");
    if (all.every((one) => one.exit)) return;
    this.#ports.later(limits.killGraceMs, () => {
      for (const one of all) this.signal(one, "SIGKILL");
    });
  }

  /** The end of a process: descriptors close, the parent hears of it, a leader's session is hung up. */
  end(process: Process, exit: Exit): void {
    if (process.exit) return;
    this.#all.delete(process.pid);
    for (const { watches } of process.threads) for (const id of watches) this.#tree.watches.remove(id);
    process.finish(exit);
    this.#files.remove(process);
    const parent = process.parent;
    parent?.children.delete(process);
    if (parent && !parent.exit) this.#tellParent(parent, process, exit);
    if (process.session !== process.pid) return;
    for (const other of this.list()) if (other.session === process.pid) this.#hangUp(other);
  }

  /** The end of its leader: a stopped process goes on, to hear of it. */
  #hangUp(process: Process): void {
    this.signal(process, "SIGHUP");
    if (process.suspension.stopped) this.signal(process, "SIGCONT");
  }

  endAll(): void {
    for (const process of this.list()) this.end(process, { code: null, signal: "SIGKILL" });
  }

  #tellParent(parent: Process, { pid, starter }: Process, { code, signal }: Exit): void {
    starter?.peer.post({ type: "child-exit", pid, code, signal });
    if (parent.handled.has(signalNumbers.SIGCHLD)) this.signal(parent, "SIGCHLD");
  }

  #run(process: Process, { ipcFd = null }: { ipcFd?: number | null }): void {
    const worker = this.#ports.takeWorker();
    const thread = newThread(process, worker);
    process.threads.add(thread);
    this.#ports.doorbell.add(thread);
    worker.assign(
      (message) => this.#ports.onMessage(thread, message),
      (reason) => process.threads.has(thread) && this.#crash(process, reason),
    );
    const kind = (fd: number) => {
      const description = process.descriptors.get(fd);
      return description ? descriptorKind(description) : "null";
    };
    const start: ProcessStart = {
      pid: process.pid,
      ppid: process.parent?.pid ?? 1,
      args: process.args,
      execPath: process.execPath,
      env: process.env,
      mailbox: thread.mailbox,
      doorbell: this.#ports.doorbell.shared,
      versions: this.#tree.versions.shared,
      stdio: [kind(0), kind(1), kind(2)],
      ipcFd,
      looks: this.#ports.firstLooks(thread),
    };
    worker.post({ type: "start", start });
  }

  /** The Worker's script failed outside of the program: said on standard error, exit code 1. */
  #crash(process: Process, reason: string): void {
    const stderr = process.descriptors.get(2);
    const text = encoder.encode(`node: the process ended: ${reason}\n`);
    if (stderr?.type === "stream") stderr.outgoing.push(text);
    if (stderr?.type === "terminal") stderr.terminal.write(text);
    this.end(process, { code: 1, signal: null });
  }

  #nullDevice(): DeviceDescription {
    const node = this.#tree.node("/dev/null");
    if (node.type !== "device") fail("ENOENT");
    node.opened++;
    return { type: "device", references: 0, node };
  }
}

/** Descriptions for a child's descriptors, with the parent's end of each pipe; EMFILE when the parent has no room for those. */
export function childStdio(
  request: Pick<SpawnRequest, "stdio">,
  parent: Process,
): { descriptions: (Description | null)[]; ends: (StreamDescription | null)[] } {
  parent.requireRoom(request.stdio.filter(({ type }) => type === "pipe").length);
  const descriptions: (Description | null)[] = [];
  const ends: (StreamDescription | null)[] = [];
  for (const entry of request.stdio) {
    const pair = entry.type === "pipe" ? streamPair("pipe") : null;
    ends.push(pair?.[0] ?? null);
    if (entry.type === "inherit") descriptions.push(parent.description(entry.fd));
    else descriptions.push(pair?.[1] ?? null);
  }
  return { descriptions, ends };
}

function descendants(process: Process): Process[] {
  return [...process.children].flatMap((child) => [child, ...descendants(child)]);
}

/** E2BIG as Linux: each text, its end and the pointer to it count. */
function checkArguments({ args, env }: Pick<SpawnRequest, "args" | "env">): void {
  let count = 0;
  const add = (text: string): void => {
    const bytes =
      text.length < limits.argumentTextBytes ? encoder.encode(text).length + 1 : limits.argumentTextBytes + 1;
    count += bytes + pointerBytes;
    if (bytes > limits.argumentTextBytes || count > limits.argumentBytes) fail("E2BIG");
  };
  for (const text of args) add(text);
  for (const [name, value] of Object.entries(env)) add(`${name}=${value}`);
}
