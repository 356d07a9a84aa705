/** What the classes of `internalBinding('zlib')` share: writes now or later, results in the caller's array, failures told to the stream. */
import type { Runtime } from "../boot/runtime.ts";
import { bytesOf } from "./text-encodings.ts";
import { ZlibFailure } from "./zlib-modes.ts";

export interface Codec {
  /** What was moved into `target` and how much of `input` was not read. */
  process(input: Uint8Array, target: Uint8Array, flush: number): { moved: number; left: number };
}

type WriteArguments = [
  flush: number,
  input: ArrayBufferView | null,
  inOffset: number,
  inLength: number,
  output: ArrayBufferView,
  outOffset: number,
  outLength: number,
];

const nothing = new Uint8Array(0);

export class CodecStream {
  onerror?: (message: string, errno: number, code: string) => void;
  readonly #runtime: Runtime;
  #create: (() => Codec) | undefined;
  #codec: Codec | undefined;
  #result = new Uint32Array(2);
  #done: () => void = () => undefined;
  #closed = false;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
    runtime.asyncIds.adopt(this, "ZLIB");
  }
  /** `result` gets, after each write, the output room and the input that are left. */
  protected begin(result: Uint32Array<ArrayBuffer>, done: () => void, create: () => Codec): void {
    this.#result = result;
    this.#done = done;
    this.#create = create;
    this.#codec = create();
  }
  /** Another level takes effect with the next stream: what is begun is finished as it began. */
  params(): void {}
  reset(): void {
    this.#codec = this.#create?.();
  }
  close(): void {
    this.#closed = true;
  }
  getAsyncId(): number {
    return this.#runtime.asyncIds.idOf(this);
  }
  writeSync(...args: WriteArguments): void {
    this.#process(...args);
  }
  write(...args: WriteArguments): void {
    const { loop } = this.#runtime;
    loop.enqueue(() => {
      if (this.#closed || !this.#process(...args)) return;
      loop.callNow(this, this.#done, []);
    });
  }
  /** False when it failed; the stream was told. */
  #process(...[flush, input, inOffset, inLength, output, outOffset, outLength]: WriteArguments): boolean {
    const codec = this.#codec;
    if (!codec) throw new TypeError("The stream was not initialised");
    try {
      const bytes = input ? bytesOf(input).subarray(inOffset, inOffset + inLength) : nothing;
      const target = bytesOf(output).subarray(outOffset, outOffset + outLength);
      const { moved, left } = codec.process(bytes, target, flush);
      this.#result[0] = outLength - moved;
      this.#result[1] = left;
      return true;
    } catch (error) {
      if (!(error instanceof ZlibFailure)) throw error;
      this.onerror?.(error.message, error.errno, error.code);
      return false;
    }
  }
}

/** Output that waits for room. */
export class OutputQueue {
  #parts: Uint8Array[] = [];
  push(bytes: Uint8Array): void {
    if (bytes.length > 0) this.#parts.push(bytes);
  }
  /** Moves what fits into `target`; how much that was. */
  take(target: Uint8Array): number {
    let moved = 0;
    while (moved < target.length) {
      const part = this.#parts[0];
      if (!part) break;
      const fits = part.subarray(0, target.length - moved);
      target.set(fits, moved);
      moved += fits.length;
      if (fits.length === part.length) this.#parts.shift();
      else this.#parts[0] = part.subarray(fits.length);
    }
    return moved;
  }
}
