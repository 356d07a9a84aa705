import type { Binding, Runtime } from "../boot/runtime.ts";
import { bytesOf, encodeText, encodings } from "./text-encodings.ts";
import { crc32 } from "./zlib-checksums.ts";
import { Compressor } from "./zlib-compress.ts";
import { Expander } from "./zlib-expand.ts";
import { endFailure, modes, ZlibFailure } from "./zlib-modes.ts";

const flushes = { none: 0, finish: 4 } as const;
const nothing = new Uint8Array(0);

interface Codec {
  /** What was moved into `target` and how much of `input` was not read. */
  process(input: Uint8Array, target: Uint8Array, flush: number): { moved: number; left: number };
}

function createCodec(mode: number, level: number, dictionary: Uint8Array | undefined): Codec {
  const compresses = mode === modes.deflate || mode === modes.gzip || mode === modes.deflateRaw;
  if (compresses) {
    const compressor = new Compressor(mode, { level, dictionary });
    return {
      process(input, target, flush) {
        compressor.push(input, flush !== flushes.none, flush === flushes.finish);
        return { moved: compressor.take(target), left: 0 };
      },
    };
  }
  const expander = new Expander(mode, dictionary);
  return {
    process(input, target, flush) {
      const result = expander.process(input, target);
      if (flush === flushes.finish && !expander.ended && result.moved < target.length) throw endFailure();
      return result;
    },
  };
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

export function createZlibBinding(runtime: Runtime): Binding {
  class Zlib {
    onerror?: (message: string, errno: number, code: string) => void;
    readonly #mode: number;
    #create: () => Codec;
    #codec: Codec;
    #result = new Uint32Array(2);
    #done: () => void = () => undefined;
    #closed = false;

    constructor(mode: number) {
      this.#mode = mode;
      this.#create = () => createCodec(mode, -1, undefined);
      this.#codec = this.#create();
      runtime.asyncIds.adopt(this, "ZLIB");
    }
    /** `result` gets, after each write, the output room and the input that are left. */
    init(
      _windowBits: number,
      level: number,
      _memoryLevel: number,
      _strategy: number,
      result: Uint32Array<ArrayBuffer>,
      done: () => void,
      dictionary?: ArrayBufferView,
    ): void {
      this.#result = result;
      this.#done = done;
      const known = dictionary && bytesOf(dictionary).slice();
      this.#create = () => createCodec(this.#mode, level, known);
      this.#codec = this.#create();
    }
    /** Another level takes effect with the next stream: what is begun is finished as it began. */
    params(): void {}
    reset(): void {
      this.#codec = this.#create();
    }
    close(): void {
      this.#closed = true;
    }
    getAsyncId(): number {
      return runtime.asyncIds.idOf(this);
    }
    writeSync(...args: WriteArguments): void {
      this.#process(...args);
    }
    write(...args: WriteArguments): void {
      runtime.loop.enqueue(() => {
        if (this.#closed || !this.#process(...args)) return;
        runtime.loop.callNow(this, this.#done, []);
      });
    }
    /** False when it failed; the stream was told. */
    #process(...[flush, input, inOffset, inLength, output, outOffset, outLength]: WriteArguments): boolean {
      try {
        const bytes = input ? bytesOf(input).subarray(inOffset, inOffset + inLength) : nothing;
        const target = bytesOf(output).subarray(outOffset, outOffset + outLength);
        const { moved, left } = this.#codec.process(bytes, target, flush);
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
  return {
    ...runtime.data("zlib"),
    Zlib,
    crc32: (data: string | ArrayBufferView, start = 0) =>
      crc32(typeof data === "string" ? encodeText(data, encodings.utf8) : bytesOf(data), start),
  };
}
