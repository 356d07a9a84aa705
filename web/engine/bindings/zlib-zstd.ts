/** Zstandard (RFC 8878): the chunk `zstd`. fzstd decompresses; what is compressed here is stored, runs of one byte apart. */
import { Decompress, ZstdErrorCode } from "fzstd";
import type { EngineRuntime } from "../boot/bootstrap.ts";
import type { Binding } from "../boot/runtime.ts";
import { codedError } from "../boot/uv-errors.ts";
import { joinBytes } from "./join-bytes.ts";
import { endFailure, ZlibFailure } from "./zlib-modes.ts";
import { type Codec, CodecStream, OutputQueue } from "./zlib-stream.ts";

/** `ZSTD_e_*`. */
const operations = { continue: 0, flush: 1, end: 2 } as const;
const magic = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd);
const skippableMagicEnd = Uint8Array.of(0x2a, 0x4d, 0x18);
/** A block's greatest size, and the window that a decoder must keep: 128 KiB. */
const blockBytes = 131_072;
const windowDescriptor = (17 - 10) << 3;
const checksumFlag = 201;

const unknownPrefix = () => new ZlibFailure("Unknown frame descriptor", 10, "ZSTD_error_prefix_unknown");

function decodeFailure(error: unknown): ZlibFailure {
  const code = typeof error === "object" && error !== null ? Reflect.get(error, "code") : undefined;
  if (code === ZstdErrorCode.UnexpectedEOF) return endFailure();
  if (code === ZstdErrorCode.WindowSizeTooLarge) {
    return new ZlibFailure(
      "Frame requires too much memory for decoding",
      16,
      "ZSTD_error_frameParameter_windowTooLarge",
    );
  }
  return new ZlibFailure("Data corruption detected", 20, "ZSTD_error_corruption_detected");
}

function startsFrame(bytes: Uint8Array): boolean {
  const isSkippable = ((bytes[0] ?? 0) & 0xf0) === 0x50;
  const wanted = isSkippable ? Uint8Array.of(bytes[0] ?? 0, ...skippableMagicEnd) : magic;
  return bytes.subarray(0, 4).every((byte, index) => byte === wanted[index]);
}

function createDecoder(): Codec {
  const queue = new OutputQueue();
  const stream = new Decompress((bytes) => queue.push(bytes.slice()));
  let head: Uint8Array = new Uint8Array(0);
  let received = 0;
  const push = (bytes: Uint8Array, isLast: boolean) => {
    try {
      stream.push(bytes, isLast);
    } catch (error) {
      throw decodeFailure(error);
    }
  };
  let finished = false;
  return {
    process(input, target, operation) {
      if (input.length > 0) {
        if (received < magic.length) {
          head = joinBytes([head, input.subarray(0, magic.length)]);
          if (!startsFrame(head)) throw unknownPrefix();
        }
        received += input.length;
        push(input.slice(), false);
      }
      if (operation === operations.end && !finished) {
        if (received === 0) throw endFailure();
        push(new Uint8Array(0), true);
        finished = true;
      }
      return { moved: queue.take(target), left: 0 };
    },
  };
}

function block(bytes: Uint8Array, isLast: boolean): Uint8Array[] {
  const isRun = bytes.length > 1 && bytes.every((byte) => byte === bytes[0]);
  const header = (isLast ? 1 : 0) | (isRun ? 2 : 0) | (bytes.length << 3);
  return [Uint8Array.of(header, header >> 8, header >> 16), isRun ? bytes.slice(0, 1) : bytes];
}

function createEncoder(): Codec {
  const queue = new OutputQueue();
  let kept: Uint8Array[] = [];
  let keptBytes = 0;
  let begun = false;
  let finished = false;
  const write = (isLast: boolean) => {
    if (!begun) queue.push(Uint8Array.of(...magic, 0, windowDescriptor));
    begun = true;
    const bytes = joinBytes(kept);
    kept = [];
    keptBytes = 0;
    for (let at = 0; at < bytes.length || (isLast && at === 0); at += blockBytes) {
      const isEnd = isLast && at + blockBytes >= bytes.length;
      for (const part of block(bytes.subarray(at, at + blockBytes), isEnd)) queue.push(part);
    }
  };
  return {
    process(input, target, operation) {
      if (input.length > 0) kept.push(input.slice());
      keptBytes += input.length;
      if (operation === operations.end && !finished) {
        write(true);
        finished = true;
      } else if (!finished && (operation === operations.flush || keptBytes >= blockBytes)) write(false);
      return { moved: queue.take(target), left: 0 };
    },
  };
}

function unavailable(what: string, instead: string): Error {
  const message = `Zstandard ${what} is not supported in the Glasshouse engine: ${instead}.`;
  return codedError(Error, "ERR_FEATURE_UNAVAILABLE_ON_PLATFORM", message);
}

export function createBinding(runtime: EngineRuntime): Binding {
  type InitArguments = [
    params: Uint32Array,
    pledgedBytes: number | undefined,
    result: Uint32Array<ArrayBuffer>,
    done: () => void,
    dictionary?: ArrayBufferView,
  ];
  class ZstdStream extends CodecStream {
    readonly #create: () => Codec;
    constructor(create: () => Codec) {
      super(runtime);
      this.#create = create;
    }
    init(...[params, , result, done, dictionary]: InitArguments): void {
      if (dictionary) throw unavailable("with a dictionary", "compress without one, or use zlib.deflate()");
      if (params[checksumFlag] === 1) throw unavailable("with a checksum", "leave ZSTD_c_checksumFlag unset");
      this.begin(result, done, this.#create);
    }
  }
  return {
    ZstdCompress: class ZstdCompress extends ZstdStream {
      constructor() {
        super(createEncoder);
      }
    },
    ZstdDecompress: class ZstdDecompress extends ZstdStream {
      constructor() {
        super(createDecoder);
      }
    },
  };
}
