import type { PassedDescriptor } from "./passed-descriptors.ts";
import type { ErrorCode } from "./system-error.ts";

/** One direction of a pipe, socket or terminal: bytes in order, a capacity, an end. Nothing here waits; who must wait subscribes. */
export class ByteQueue {
  readonly capacity: number;
  #chunks: Uint8Array[] = [];
  /** What travels with the first byte of a chunk. */
  readonly #passed = new Map<Uint8Array, PassedDescriptor>();
  #size = 0;
  #ended = false;
  #broken = false;
  #failure: ErrorCode | null = null;
  readonly #readable = new Set<() => void>();
  readonly #writable = new Set<() => void>();

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  get size(): number {
    return this.#size;
  }
  /** True when a read would answer: bytes, an end-of-input mark or the end. */
  get readable(): boolean {
    return this.#chunks.length > 0 || this.#ended;
  }
  get ended(): boolean {
    return this.#ended;
  }
  /** Nobody will read any more: a write is EPIPE. */
  get broken(): boolean {
    return this.#broken;
  }
  get free(): number {
    return Math.max(0, this.capacity - this.#size);
  }

  /** Appends what fits and returns the count; `passed` travels with the first byte, if that fits. */
  push(data: Uint8Array, passed?: PassedDescriptor): number {
    if (this.#broken || this.#ended) return 0;
    const count = Math.min(data.length, this.free);
    if (count > 0) {
      const chunk = data.slice(0, count);
      if (passed) this.#passed.set(chunk, passed);
      this.#chunks.push(chunk);
      this.#size += count;
      this.#wake(this.#readable);
    }
    return count;
  }

  /** A terminal's Ctrl-D: the next read answers "end" once, later ones read on. */
  pushEndOfInput(): void {
    this.#chunks.push(new Uint8Array(0));
    this.#wake(this.#readable);
  }

  /**
   * At most `length` bytes; null = must wait, an empty array = end. A mark is returned alone, once. Bytes of two writes come apart where
   * a descriptor was passed with one of them: it goes to `take`, or is dropped.
   */
  pull(length: number, take = (passed: PassedDescriptor): void => passed.drop()): Uint8Array | null {
    const first = this.#chunks[0];
    if (!first) return this.#ended ? new Uint8Array(0) : null;
    if (first.length === 0) {
      this.#chunks.shift();
      return first;
    }
    const passed = length > 0 ? this.#passed.get(first) : undefined;
    if (passed) this.#passed.delete(first);
    const parts: Uint8Array[] = [];
    let count = 0;
    for (let chunk = this.#chunks[0]; chunk && chunk.length > 0 && count < length; chunk = this.#chunks[0]) {
      if (count > 0 && (passed || this.#passed.has(chunk))) break;
      const taken = Math.min(chunk.length, length - count);
      parts.push(chunk.subarray(0, taken));
      count += taken;
      if (taken === chunk.length) this.#chunks.shift();
      else this.#chunks[0] = chunk.subarray(taken);
    }
    this.#size -= count;
    if (passed) take(passed);
    this.#wake(this.#writable);
    return concat(parts, count);
  }

  /** What a read answers at the end instead of the end. */
  get failure(): ErrorCode | null {
    return this.#ended && this.#chunks.length === 0 ? this.#failure : null;
  }

  /** No more bytes will be written; with a failure, the reader hears of it behind the last of them. */
  end(failure: ErrorCode | null = null): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#failure = failure;
    this.#wake(this.#readable);
    this.#wake(this.#writable);
  }

  /** No more bytes will be read: what waits is dropped and writers hear of it. */
  break(): void {
    if (this.#broken) return;
    this.#broken = true;
    this.#chunks = [];
    this.#size = 0;
    const lost = [...this.#passed.values()];
    this.#passed.clear();
    for (const passed of lost) passed.drop();
    this.#wake(this.#writable);
  }

  /** Calls `wake` once when a read may answer; the returned function takes the wish back. */
  whenReadable(wake: () => void): () => void {
    this.#readable.add(wake);
    return () => this.#readable.delete(wake);
  }

  /** Calls `wake` once when a write may go on or can only fail. */
  whenWritable(wake: () => void): () => void {
    this.#writable.add(wake);
    return () => this.#writable.delete(wake);
  }

  #wake(waiters: Set<() => void>): void {
    if (waiters.size === 0) return;
    const all = [...waiters];
    waiters.clear();
    for (const wake of all) wake();
  }
}

export function concat(parts: readonly Uint8Array[], count: number): Uint8Array {
  const only = parts.length === 1 ? parts[0] : undefined;
  if (only) return only.slice();
  const all = new Uint8Array(count);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
