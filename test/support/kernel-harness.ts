/** A kernel under Node whose programs are played by the test: they call, post and read as a process Worker does. */

import { makeBaseTree } from "../../web/engine/host/base-tree.ts";
import { type Description, type StreamDescription, streamPair } from "../../web/engine/kernel/descriptions.ts";
import { Kernel } from "../../web/engine/kernel/kernel.ts";
import type { Process } from "../../web/engine/kernel/process.ts";
import {
  answerKinds,
  type KernelToProcess,
  mailboxHeaderBytes,
  mailboxSlots,
  type ProcessStart,
  type ProcessToKernel,
  type SystemCallName,
  type SystemCalls,
} from "../../web/engine/kernel/protocol.ts";
import type { Terminal } from "../../web/engine/kernel/terminal.ts";

const decoder = new TextDecoder();

/** One played program. */
export class PlayedProgram {
  readonly received: KernelToProcess[] = [];
  terminated = false;
  start: ProcessStart | null = null;
  deliver: (message: unknown) => void = () => {};
  crash: (reason: string) => void = () => {};

  post(message: ProcessToKernel): void {
    this.countPost();
    this.deliver(message);
  }

  /** Makes a call and returns its answer; undefined while the kernel lets it wait. */
  call<N extends SystemCallName>(name: N, args: Parameters<SystemCalls[N]>, data?: Uint8Array): unknown {
    this.#slots[mailboxSlots.state] = 0;
    this.countPost();
    this.deliver(data ? { type: "call", name, args, data } : { type: "call", name, args });
    return this.answer();
  }

  /** Writes a call into the mailbox without a message, for a kernel that listens; the fields may lie. */
  writeCall(json: string, fields: { length?: number; data?: number } = {}): void {
    const written = new TextEncoder().encode(json);
    new Uint8Array(this.#mailbox, mailboxHeaderBytes, written.length).set(written);
    const slots = this.#slots;
    slots[mailboxSlots.requestLength] = fields.length ?? written.length;
    slots[mailboxSlots.requestData] = fields.data ?? -1;
    slots[mailboxSlots.state] = 0;
    slots[mailboxSlots.request] = 1;
  }

  /** Says that a message is under way, as a program does that has posted one. */
  countPost(): void {
    Atomics.add(this.#slots, mailboxSlots.posted, 1);
  }

  /** True while the kernel looks into this program's mailbox by itself. */
  get isListenedTo(): boolean {
    return this.#slots[mailboxSlots.listening] === 1;
  }

  /** The answer in the mailbox; errors are `{error: code}`. */
  answer(): unknown {
    const slots = this.#slots;
    if (slots[mailboxSlots.state] === 0) return undefined;
    const length = slots[mailboxSlots.length] ?? 0;
    const bytes = new Uint8Array(this.#mailbox, mailboxHeaderBytes, length).slice();
    switch (slots[mailboxSlots.status]) {
      case answerKinds.bytes:
        return bytes;
      case answerKinds.json:
        return JSON.parse(decoder.decode(bytes));
      case answerKinds.error:
        return { error: JSON.parse(decoder.decode(bytes)).code };
      default: {
        const size = new DataView(bytes.buffer).getUint32(0, true);
        return {
          ...JSON.parse(decoder.decode(bytes.subarray(4, 4 + size))),
          bytes: decoder.decode(bytes.subarray(4 + size)),
        };
      }
    }
  }

  /** The mailbox's head as the program sees it. */
  get head(): Int32Array {
    return this.#slots;
  }
  get more(): boolean {
    return this.#slots[mailboxSlots.more] === 1;
  }
  get #mailbox(): SharedArrayBuffer {
    if (!this.start) throw new Error("the program has not been started");
    return this.start.mailbox;
  }
  get #slots(): Int32Array {
    return new Int32Array(this.#mailbox, 0, mailboxHeaderBytes / 4);
  }
}

export interface Timer {
  ms: number;
  action(): void;
}

export class KernelHarness {
  readonly programs: PlayedProgram[] = [];
  readonly ports: { port: number; type: "open" | "close" }[] = [];
  readonly timers = new Set<Timer>();
  readonly kernel: Kernel;
  nowMs = 1_000_000;

  constructor(treeBytes?: number) {
    this.kernel = new Kernel({
      now: () => this.nowMs,
      random: (count) => new Uint8Array(count).fill(7),
      later: (ms, action) => {
        const timer = { ms, action };
        this.timers.add(timer);
        return () => this.timers.delete(timer);
      },
      takeWorker: () => this.#play(),
      onPort: (event) => this.ports.push(event),
      lingerMs: 0,
      ...(treeBytes === undefined ? {} : { treeBytes }),
    });
    makeBaseTree(this.kernel.tree, "/home/project");
  }

  /** Runs what was put off, once. */
  runTimers(): void {
    for (const timer of [...this.timers]) {
      this.timers.delete(timer);
      timer.action();
    }
  }

  /** Starts a program as the client does; `input` and `output` are the test's ends of its standard streams. */
  run(
    args: string[] = ["node"],
    terminal: Terminal | null = null,
  ): { program: PlayedProgram; process: Process; input: StreamDescription; output: StreamDescription } {
    const [input, childInput] = streamPair("pipe");
    const [output, childOutput] = streamPair("pipe");
    const screen: Description | null = terminal ? { type: "terminal", references: 0, terminal } : null;
    const process = this.kernel.processes.start({
      request: { file: args[0] ?? "node", args, cwd: "/home/project", env: { PATH: "/usr/bin" } },
      descriptions: screen ? [screen, screen, screen] : [childInput, childOutput, childOutput],
      parent: null,
      terminal,
    });
    return { program: this.last(), process, input, output };
  }

  last(): PlayedProgram {
    const program = this.programs.at(-1);
    if (!program) throw new Error("no program was started");
    return program;
  }

  #play() {
    const program = new PlayedProgram();
    this.programs.push(program);
    return {
      post: (message: KernelToProcess) => {
        if (message.type === "start") program.start = message.start;
        else program.received.push(message);
      },
      terminate: () => {
        program.terminated = true;
      },
      assign: (onMessage: (message: unknown) => void, onFailure: (reason: string) => void) => {
        program.deliver = onMessage;
        program.crash = onFailure;
      },
    };
  }
}

export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function text(data: unknown): string {
  if (!(data instanceof Uint8Array)) throw new Error(`not bytes: ${JSON.stringify(data)}`);
  return decoder.decode(data);
}

/** Everything that waits in a stream. */
export function drain(stream: StreamDescription): string {
  let all = "";
  for (let data = stream.incoming.pull(1 << 20); data && data.length > 0; data = stream.incoming.pull(1 << 20))
    all += text(data);
  return all;
}
