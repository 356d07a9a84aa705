/** Brotli (RFC 7932): the chunk `brotli`. The codec is Google's, as WebAssembly (brotli-wasm); its interface knows no flush. */
import { BrotliStreamResultCode, compress, DecompressStream } from "brotli-wasm";
import type { EngineRuntime } from "../boot/bootstrap.ts";
import type { Binding } from "../boot/runtime.ts";
import { codedError } from "../boot/uv-errors.ts";
import { joinBytes } from "./join-bytes.ts";
import { endFailure, ZlibFailure } from "./zlib-modes.ts";
import { type Codec, CodecStream, OutputQueue } from "./zlib-stream.ts";

/** `BROTLI_OPERATION_*`. */
const operations = { process: 0, flush: 1, finish: 2 } as const;
/** `BROTLI_PARAM_*`. */
const parameters = { quality: 1, noContextModeling: 4, largeWindow: 6 } as const;
const defaultQuality = 11;
const unset = 0xffffffff;

/** Names of the decoder's errors, from −1 down. */
const failureNames = [
  "EXUBERANT_NIBBLE",
  "RESERVED",
  "EXUBERANT_META_NIBBLE",
  "SIMPLE_HUFFMAN_ALPHABET",
  "SIMPLE_HUFFMAN_SAME",
  "CL_SPACE",
  "HUFFMAN_SPACE",
  "CONTEXT_MAP_REPEAT",
  "BLOCK_LENGTH_1",
  "BLOCK_LENGTH_2",
  "TRANSFORM",
  "DICTIONARY",
  "WINDOW_BITS",
  "PADDING_1",
  "PADDING_2",
  "DISTANCE",
];

function decodeFailure(error: unknown): ZlibFailure {
  const errno = Number(/-\d+/.exec(String(error))?.[0] ?? -1);
  const name = failureNames[-errno - 1] ?? "UNREACHABLE";
  return new ZlibFailure("Decompression failed", errno, `ERR__ERROR_FORMAT_${name}`);
}

function createDecoder(): Codec {
  const stream = new DecompressStream();
  let ended = false;
  const step = (input: Uint8Array, room: number) => {
    try {
      const result = stream.decompress(input, room);
      const { buf, code, input_offset: used } = result;
      // The result lies in the codec's own memory.
      result.free();
      return { buf, code, used };
    } catch (error) {
      throw decodeFailure(error);
    }
  };
  return {
    process(input, target, flush) {
      let read = 0;
      let moved = 0;
      while (!ended && moved < target.length) {
        const { buf, code, used } = step(input.subarray(read), target.length - moved);
        target.set(buf, moved);
        moved += buf.length;
        read += used;
        ended = code === BrotliStreamResultCode.ResultSuccess;
        if (code === BrotliStreamResultCode.NeedsMoreInput) break;
      }
      if (flush === operations.finish && !ended && moved < target.length) throw endFailure();
      return { moved, left: input.length - read };
    },
  };
}

const mostStoredBytes = 65_536;

/** Meta-blocks without compression; the first carries the window size of 22 bits (RFC 7932, 9.1 and 9.2). */
function storedBlocks(bytes: Uint8Array, isFirst: boolean): Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += mostStoredBytes) {
    const block = bytes.subarray(at, at + mostStoredBytes);
    const header = ((block.length - 1) << 3) | (1 << 19);
    const bits = isFirst && at === 0 ? (header << 4) | 0b1011 : header;
    parts.push(Uint8Array.of(bits, bits >> 8, bits >> 16), block);
  }
  return parts;
}

/**
 * Keeps what it gets and compresses it at the end. A program that flushes wants its bytes now: from then on they are sent as they
 * are, which is valid Brotli and no smaller.
 */
function createEncoder(quality: number): Codec {
  const queue = new OutputQueue();
  let kept: Uint8Array[] = [];
  let stores = false;
  let finished = false;
  const store = () => {
    for (const part of storedBlocks(joinBytes(kept), !stores)) queue.push(part);
    stores ||= kept.length > 0;
    kept = [];
  };
  const finish = () => {
    if (stores) {
      store();
      queue.push(Uint8Array.of(0b11));
    } else queue.push(compress(joinBytes(kept), { quality }));
    kept = [];
    finished = true;
  };
  return {
    process(input, target, operation) {
      if (input.length > 0) kept.push(input.slice());
      if (operation === operations.finish && !finished) finish();
      else if (operation !== operations.process && !finished) store();
      return { moved: queue.take(target), left: 0 };
    },
  };
}

function initializationFailed(): Error {
  return codedError(Error, "ERR_ZLIB_INITIALIZATION_FAILED", "Initialization failed");
}

export function createBinding(runtime: EngineRuntime): Binding {
  type InitArguments = [
    params: Uint32Array,
    result: Uint32Array<ArrayBuffer>,
    done: () => void,
    dictionary?: ArrayBufferView,
  ];
  class BrotliStream extends CodecStream {
    readonly #create: (params: Uint32Array) => Codec;
    constructor(create: (params: Uint32Array) => Codec) {
      super(runtime);
      this.#create = create;
    }
    init(...[params, result, done, dictionary]: InitArguments): void {
      for (const flag of [parameters.noContextModeling, parameters.largeWindow]) {
        const value = params[flag] ?? unset;
        if (value > 1 && value !== unset) throw initializationFailed();
      }
      if (dictionary) {
        throw codedError(
          Error,
          "ERR_FEATURE_UNAVAILABLE_ON_PLATFORM",
          "Brotli dictionaries are not supported in the Glasshouse engine: compress without one, or use zlib.deflate().",
        );
      }
      const own = params.slice();
      this.begin(result, done, () => this.#create(own));
    }
  }
  const qualityOf = (params: Uint32Array) => {
    const quality = params[parameters.quality] ?? unset;
    return quality === unset ? defaultQuality : Math.min(quality, defaultQuality);
  };
  return {
    BrotliEncoder: class BrotliEncoder extends BrotliStream {
      constructor() {
        super((params) => createEncoder(qualityOf(params)));
      }
    },
    BrotliDecoder: class BrotliDecoder extends BrotliStream {
      constructor() {
        super(createDecoder);
      }
    },
  };
}
