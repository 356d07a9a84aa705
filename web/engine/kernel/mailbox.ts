import type { Thread } from "./process.ts";
import {
  answerKinds,
  mailboxDataBytes,
  mailboxHeaderBytes,
  mailboxSlots,
  mailboxUsesAt,
  maxLookUses,
} from "./protocol.ts";
import { SystemError } from "./system-error.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A call as the program wrote it, copied out of the shared memory and not yet checked. */
export interface WrittenCall {
  name: unknown;
  args: unknown;
  data: Uint8Array | null;
}

/** Takes the call that lies in the mailbox: null when none does, no name when it cannot be read. */
export function takeCall({ mailbox, slots }: Thread): WrittenCall | null {
  if (Atomics.compareExchange(slots, mailboxSlots.request, 1, 0) !== 1) return null;
  // Read once: the program may change them while we look.
  const length = Atomics.load(slots, mailboxSlots.requestLength);
  const dataLength = Atomics.load(slots, mailboxSlots.requestData);
  const unreadable = { name: undefined, args: undefined, data: null };
  if (length < 0 || dataLength < -1 || length + Math.max(0, dataLength) > mailboxDataBytes) return unreadable;
  const bytes = new Uint8Array(mailbox, mailboxHeaderBytes, length + Math.max(0, dataLength)).slice();
  const parsed = parseJson(decoder.decode(bytes.subarray(0, length)));
  if (!Array.isArray(parsed)) return unreadable;
  const [name, ...args]: unknown[] = parsed;
  return { name, args, data: dataLength < 0 ? null : bytes.subarray(length) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // what a program wrote is no JSON: its call is answered EINVAL
  }
}

/** An answer with JSON and bytes. */
export class Both {
  readonly json: unknown;
  readonly bytes: Uint8Array;

  constructor(json: unknown, bytes: Uint8Array) {
    this.json = json;
    this.bytes = bytes;
  }
}

/** An answer that comes later: `start` gets the two ways to answer and returns how to take the wish back. */
export class Later<T> {
  readonly start: (done: (value: T) => void, refuse: (error: unknown) => void) => () => void;

  constructor(start: (done: (value: T) => void, refuse: (error: unknown) => void) => () => void) {
    this.start = start;
  }
}

/** Writes an answer into the thread's mailbox and wakes it. */
export function answer(thread: Thread, value: unknown): void {
  if (value instanceof Uint8Array) {
    deliver(thread, answerKinds.bytes, value);
    return;
  }
  if (!(value instanceof Both)) {
    deliver(thread, answerKinds.json, encoder.encode(JSON.stringify(value ?? null)));
    return;
  }
  const json = encoder.encode(JSON.stringify(value.json));
  const all = new Uint8Array(4 + json.length + value.bytes.length);
  new DataView(all.buffer).setUint32(0, json.length, true);
  all.set(json, 4);
  all.set(value.bytes, 4 + json.length);
  deliver(thread, answerKinds.both, all);
}

/** Writes what a look rests on into the mailbox's head, before its answer; nothing when it is more than fits. */
export function writeUses({ slots }: Thread, uses: number[]): void {
  const fits = uses.length <= 2 * maxLookUses;
  slots[mailboxSlots.uses] = fits ? uses.length / 2 : 0;
  if (fits) slots.set(uses, mailboxUsesAt);
}

/** Answers with an error; one that is not a `SystemError` is the kernel's own fault and is rethrown after the answer. */
export function answerError(thread: Thread, thrown: unknown): void {
  const error = isOutOfMemory(thrown) ? new SystemError("ENOMEM") : thrown;
  const known = error instanceof SystemError;
  const body = known
    ? { code: error.code, message: error.message }
    : { code: "EIO", message: `kernel fault: ${String(error)}` };
  deliver(thread, answerKinds.error, encoder.encode(JSON.stringify(body)));
  if (!known) throw error;
}

/** Programs and the kernel share what the browser gives one site for buffers. */
function isOutOfMemory(error: unknown): boolean {
  return error instanceof RangeError && error.message === "Array buffer allocation failed";
}

/** The next part of a long answer; a thread that asks without one gets an empty last part. */
export function answerMore(thread: Thread): void {
  deliver(thread, answerKinds.bytes, thread.rest ?? new Uint8Array(0), true);
}

function deliver(thread: Thread, kind: number, bytes: Uint8Array, keepKind = false): void {
  const header = thread.slots;
  const part = bytes.subarray(0, mailboxDataBytes);
  new Uint8Array(thread.mailbox, mailboxHeaderBytes, part.length).set(part);
  thread.rest = part.length < bytes.length ? bytes.subarray(part.length) : null;
  if (!keepKind) header[mailboxSlots.status] = kind;
  header[mailboxSlots.length] = part.length;
  header[mailboxSlots.more] = thread.rest ? 1 : 0;
  Atomics.store(header, mailboxSlots.state, 1);
  Atomics.notify(header, mailboxSlots.state);
}
