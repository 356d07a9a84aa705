import { joinBytes } from "../bindings/join-bytes.ts";
import {
  answerKinds,
  type KernelToProcess,
  type LookName,
  lookNames,
  looksBeforeSleep,
  mailboxDataBytes,
  mailboxHeaderBytes,
  mailboxSlots,
  type ProcessStart,
  type ProcessToKernel,
  type SharedMemory,
  type SystemCallName,
  type SystemCalls,
} from "../kernel/protocol.ts";
import { LookCache, writtenUses } from "./look-cache.ts";
import { CallFailure } from "./uv-errors.ts";

type KernelEvent = Exclude<KernelToProcess, { type: "start" }>;
type Listener<T extends KernelEvent["type"]> = (event: Extract<KernelEvent, { type: T }>) => void;

/** The process's side of the kernel: synchronous calls by mailbox, posts, and events by descriptor or kind. */
export interface SystemPort {
  connect(start: SharedMemory & Pick<ProcessStart, "looks">): void;
  call<N extends SystemCallName>(
    name: N,
    args: Parameters<SystemCalls[N]>,
    data?: Uint8Array,
  ): ReturnType<SystemCalls[N]>;
  post(message: ProcessToKernel, transfer?: Transferable[]): void;
  on<T extends KernelEvent["type"]>(type: T, key: number | string, listener: Listener<T>): void;
  off(type: KernelEvent["type"], key: number | string): void;
  /** What is still under way for a descriptor that was closed is not the next one's of its number. */
  forget(fd: number): void;
  deliver(event: KernelEvent): void;
}

/** Key under which an event finds its listener: the descriptor, child or watch it belongs to. */
function keyOf(event: KernelEvent): number | string {
  switch (event.type) {
    case "data":
    case "datagram":
    case "closed":
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
    case "thread-exit":
      return event.id;
    case "lock":
      return event.request;
    case "port-message":
    case "resize":
      return 0;
  }
}

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** Events that came before their listener wait here (a child may exit before `spawn` returned to JavaScript). */
const maxWaitingEvents = 10_000;

export function createSystemPort(post: (message: unknown, transfer?: Transferable[]) => void): SystemPort {
  let slots = new Int32Array(new SharedArrayBuffer(mailboxHeaderBytes));
  let bytes: Uint8Array = new Uint8Array(0);
  let bell = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  let looks: LookCache | null = null;
  const listeners = new Map<string, (event: KernelEvent) => void>();
  const waiting = new Map<string, KernelEvent[]>();
  /** Closed descriptors whose `closed` has not come yet, and how often. */
  const closing = new Map<number, number>();

  /** Falling asleep and waking takes ten times as long as a kernel that listens takes to answer: look for a moment first. */
  const awaitQuickAnswer = (): void => {
    for (let look = 0; look < looksBeforeSleep; look++) if (Atomics.load(slots, mailboxSlots.state) !== 0) return;
    awaitAnswer();
  };
  const awaitAnswer = (): void => {
    while (Atomics.load(slots, mailboxSlots.state) === 0) Atomics.wait(slots, mailboxSlots.state, 0);
  };
  const ring = (): void => {
    Atomics.add(bell, 0, 1);
    Atomics.notify(bell, 0);
  };
  const postCounted = (message: ProcessToKernel, transfer?: Transferable[]): void => {
    post(message, transfer);
    Atomics.add(slots, mailboxSlots.posted, 1);
    ring();
  };
  const ask = (message: ProcessToKernel): void => {
    Atomics.store(slots, mailboxSlots.state, 0);
    postCounted(message);
    awaitAnswer();
  };
  /** Puts a call into the mailbox while the kernel listens; false when it has to be posted. */
  const write = (name: SystemCallName, args: unknown[], data: Uint8Array | undefined): boolean => {
    if (Atomics.load(slots, mailboxSlots.listening) !== 1) return false;
    // JSON has no infinity: such a time goes by message.
    if (args.some((value) => typeof value === "number" && !Number.isFinite(value))) return false;
    const request = encoder.encode(JSON.stringify([name, ...args]));
    if (request.length + (data?.length ?? 0) > bytes.length) return false;
    bytes.set(request);
    if (data) bytes.set(data, request.length);
    slots[mailboxSlots.requestLength] = request.length;
    slots[mailboxSlots.requestData] = data ? data.length : -1;
    Atomics.store(slots, mailboxSlots.state, 0);
    Atomics.store(slots, mailboxSlots.request, 1);
    ring();
    if (Atomics.load(slots, mailboxSlots.listening) === 1) return true;
    return Atomics.compareExchange(slots, mailboxSlots.request, 1, 0) !== 1;
  };
  const readAnswer = (): Uint8Array => {
    const first = bytes.slice(0, Atomics.load(slots, mailboxSlots.length));
    if (Atomics.load(slots, mailboxSlots.more) === 0) return first;
    const parts = [first];
    while (Atomics.load(slots, mailboxSlots.more) !== 0) {
      ask({ type: "more" });
      parts.push(bytes.slice(0, Atomics.load(slots, mailboxSlots.length)));
    }
    return joinBytes(parts);
  };

  const callKernel: SystemPort["call"] = (name, args, data) => {
    if (write(name, args, data)) awaitQuickAnswer();
    else ask(data ? { type: "call", name, args, data } : { type: "call", name, args });
    const status = Atomics.load(slots, mailboxSlots.status);
    const answer = readAnswer();
    // The kernel answers each call with the kind its type in SystemCalls says.
    if (status === answerKinds.bytes || status === answerKinds.both) {
      return answer as ReturnType<SystemCalls[typeof name]>;
    }
    const value: unknown = JSON.parse(decoder.decode(answer));
    if (status === answerKinds.json) return value as ReturnType<SystemCalls[typeof name]>;
    throw new CallFailure(String((value as { code?: unknown }).code ?? "UNKNOWN"));
  };

  return {
    connect({ mailbox, doorbell, versions, looks: answered }) {
      looks = new LookCache(versions);
      for (const { name, path, uses, value, failed } of answered)
        looks.keep(name, path, Int32Array.from(uses), failed ? new CallFailure(String(value)) : value);
      bell = new Int32Array(doorbell, 0, 1);
      slots = new Int32Array(mailbox, 0, mailboxHeaderBytes / 4);
      bytes = new Uint8Array(
        mailbox,
        mailboxHeaderBytes,
        Math.min(mailboxDataBytes, mailbox.byteLength - mailboxHeaderBytes),
      );
    },
    call(name, args, data) {
      const path = isLook(name) ? args[0] : undefined;
      if (!isLook(name) || typeof path !== "string") return callKernel(name, args, data);
      const known = looks?.find(name, path);
      if (known instanceof CallFailure) throw known;
      if (known !== undefined) return copyOf(known) as ReturnType<SystemCalls[typeof name]>;
      try {
        const value = callKernel(name, args, data);
        return looks?.keep(name, path, writtenUses(slots), value) ? copyOf(value) : value;
      } catch (error) {
        if (error instanceof CallFailure) looks?.keep(name, path, writtenUses(slots), error);
        throw error;
      }
    },
    post: postCounted,
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
    forget(fd) {
      closing.set(fd, (closing.get(fd) ?? 0) + 1);
      waiting.delete(`data:${fd}`);
    },
    deliver(event) {
      if (event.type === "closed") {
        const left = (closing.get(event.fd) ?? 0) - 1;
        if (left > 0) closing.set(event.fd, left);
        else closing.delete(event.fd);
        return;
      }
      if (event.type === "data" && closing.has(event.fd)) return;
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

const lookSet: ReadonlySet<string> = new Set(lookNames);
function isLook(name: SystemCallName): name is LookName {
  return lookSet.has(name);
}

/** What is kept must not change in the caller's hands: a stat is only read. */
function copyOf<T>(value: T): T {
  if (value instanceof Uint8Array) return value.slice() as T;
  return Array.isArray(value) ? ([...value] as T) : value;
}
