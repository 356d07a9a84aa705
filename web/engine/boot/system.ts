import {
  answerKinds,
  type KernelToProcess,
  mailboxDataBytes,
  mailboxHeaderBytes,
  mailboxSlots,
  type ProcessToKernel,
  type SystemCallName,
  type SystemCalls,
} from "../kernel/protocol.ts";
import { CallFailure } from "./uv-errors.ts";

type KernelEvent = Exclude<KernelToProcess, { type: "start" }>;
type Listener<T extends KernelEvent["type"]> = (event: Extract<KernelEvent, { type: T }>) => void;

/** The process's side of the kernel: synchronous calls by mailbox, posts, and events by descriptor or kind. */
export interface SystemPort {
  connect(mailbox: SharedArrayBuffer): void;
  call<N extends SystemCallName>(
    name: N,
    args: Parameters<SystemCalls[N]>,
    data?: Uint8Array,
  ): ReturnType<SystemCalls[N]>;
  post(message: ProcessToKernel, transfer?: Transferable[]): void;
  on<T extends KernelEvent["type"]>(type: T, key: number | string, listener: Listener<T>): void;
  off(type: KernelEvent["type"], key: number | string): void;
  deliver(event: KernelEvent): void;
}

/** Key under which an event finds its listener: the descriptor, child or watch it belongs to. */
function keyOf(event: KernelEvent): number | string {
  switch (event.type) {
    case "data":
      return event.fd;
    case "connection":
      return event.listener;
    case "child-exit":
      return event.pid;
    case "signal":
      return event.number;
    case "watch":
      return event.watchId;
    case "written":
      return event.request;
    case "resize":
      return 0;
  }
}

const decoder = new TextDecoder();

/** Events that came before their listener wait here (a child may exit before `spawn` returned to JavaScript). */
const maxWaitingEvents = 10_000;

export function createSystemPort(post: (message: unknown, transfer?: Transferable[]) => void): SystemPort {
  let slots = new Int32Array(new SharedArrayBuffer(mailboxHeaderBytes));
  let bytes: Uint8Array = new Uint8Array(0);
  const listeners = new Map<string, (event: KernelEvent) => void>();
  const waiting = new Map<string, KernelEvent[]>();

  const awaitAnswer = (): void => {
    while (Atomics.load(slots, mailboxSlots.state) === 0) Atomics.wait(slots, mailboxSlots.state, 0);
  };
  const ask = (message: ProcessToKernel): void => {
    Atomics.store(slots, mailboxSlots.state, 0);
    post(message);
    awaitAnswer();
  };
  const readAnswer = (): Uint8Array => {
    const first = bytes.slice(0, Atomics.load(slots, mailboxSlots.length));
    if (Atomics.load(slots, mailboxSlots.more) === 0) return first;
    const parts = [first];
    while (Atomics.load(slots, mailboxSlots.more) !== 0) {
      ask({ type: "more" });
      parts.push(bytes.slice(0, Atomics.load(slots, mailboxSlots.length)));
    }
    return concat(parts);
  };

  return {
    connect(mailbox) {
      slots = new Int32Array(mailbox, 0, mailboxHeaderBytes / 4);
      bytes = new Uint8Array(
        mailbox,
        mailboxHeaderBytes,
        Math.min(mailboxDataBytes, mailbox.byteLength - mailboxHeaderBytes),
      );
    },
    call(name, args, data) {
      ask(data ? { type: "call", name, args, data } : { type: "call", name, args });
      const status = Atomics.load(slots, mailboxSlots.status);
      const answer = readAnswer();
      // The kernel answers each call with the kind its type in SystemCalls says.
      if (status === answerKinds.bytes || status === answerKinds.both) {
        return answer as ReturnType<SystemCalls[typeof name]>;
      }
      const value: unknown = JSON.parse(decoder.decode(answer));
      if (status === answerKinds.json) return value as ReturnType<SystemCalls[typeof name]>;
      throw new CallFailure(String((value as { code?: unknown }).code ?? "UNKNOWN"));
    },
    post: (message, transfer) => post(message, transfer),
    on(type, key, listener) {
      const name = `${type}:${key}`;
      listeners.set(name, listener as (event: KernelEvent) => void);
      const late = waiting.get(name);
      if (!late) return;
      waiting.delete(name);
      for (const event of late) this.deliver(event);
    },
    off(type, key) {
      listeners.delete(`${type}:${key}`);
    },
    deliver(event) {
      const name = `${event.type}:${keyOf(event)}`;
      const listener = listeners.get(name);
      if (listener) {
        listener(event);
        return;
      }
      if (event.type !== "child-exit" && event.type !== "data" && event.type !== "connection") return;
      const queue = waiting.get(name) ?? [];
      if (queue.length < maxWaitingEvents) queue.push(event);
      waiting.set(name, queue);
    },
  };
}

function concat(parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
