import type { Binding, Runtime } from "../boot/runtime.ts";
import { bytesOf } from "./text-encodings.ts";
import { ZlibCodec, ZlibFailure } from "./zlib-codec.ts";

const flushes = { none: 0, finish: 4 } as const;
const crcTable = Int32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

export function crc32(data: string | ArrayBufferView, start = 0): number {
  const bytes =
    typeof data === "string" ? new Uint8Array([...data].flatMap((char) => [...encoder.encode(char)])) : bytesOf(data);
  let value = ~start;
  for (const byte of bytes) value = (crcTable[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8);
  return ~value >>> 0;
}
const encoder = new TextEncoder();

export function createZlibBinding(runtime: Runtime): Binding {
  class Zlib {
    onerror?: (message: string, errno: number, code: string) => void;
    readonly #mode: number;
    #codec: ZlibCodec;
    #result = new Uint32Array(2);
    #done: () => void = () => undefined;
    #closed = false;
    constructor(mode: number) {
      this.#mode = mode;
      this.#codec = new ZlibCodec(mode, { level: -1, dictionary: undefined });
      runtime.asyncIds.adopt(this, "ZLIB");
    }
    init(
      _window: number,
      level: number,
      _memory: number,
      _strategy: number,
      result: Uint32Array,
      done: () => void,
      dictionary?: ArrayBufferView,
    ): void {
      this.#result = result;
      this.#done = done;
      this.#codec = new ZlibCodec(this.#mode, { level, dictionary: dictionary && bytesOf(dictionary).slice() });
    }
    params(): void {}
    reset(): void {
      this.#codec.reset();
    }
    close(): void {
      this.#closed = true;
    }
    getAsyncId(): number {
      return runtime.asyncIds.idOf(this);
    }
    writeSync(
      flush: number,
      input: ArrayBufferView | null,
      inOffset: number,
      inLength: number,
      output: ArrayBufferView,
      outOffset: number,
      outLength: number,
    ): void {
      this.#process(flush, input, inOffset, inLength, output, outOffset, outLength);
    }
    write(
      flush: number,
      input: ArrayBufferView | null,
      inOffset: number,
      inLength: number,
      output: ArrayBufferView,
      outOffset: number,
      outLength: number,
    ): void {
      runtime.loop.enqueue(() => {
        if (this.#closed) return;
        if (this.#process(flush, input, inOffset, inLength, output, outOffset, outLength)) {
          runtime.loop.callNow(this, this.#done, []);
        }
      });
    }
    /** `result` gets the output room and the input that are left. False when it failed. */
    #process(
      flush: number,
      input: ArrayBufferView | null,
      inOffset: number,
      inLength: number,
      output: ArrayBufferView,
      outOffset: number,
      outLength: number,
    ): boolean {
      try {
        const bytes = input ? bytesOf(input).subarray(inOffset, inOffset + inLength) : new Uint8Array(0);
        this.#codec.push(bytes, flush !== flushes.none, flush === flushes.finish);
        const moved = this.#codec.take(bytesOf(output).subarray(outOffset, outOffset + outLength));
        this.#result[0] = outLength - moved;
        this.#result[1] = 0;
        return true;
      } catch (error) {
        if (!(error instanceof ZlibFailure)) throw error;
        this.onerror?.(error.message, error.errno, error.code);
        return false;
      }
    }
  }
  return { ...runtime.data("zlib"), Zlib, crc32 };
}
