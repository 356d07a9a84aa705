import type { EngineRuntime } from "../boot/bootstrap.ts";
import { chunkBinding } from "../boot/chunk.ts";
import type { Binding, Runtime } from "../boot/runtime.ts";
import { bytesOf, encodeText, encodings } from "./text-encodings.ts";
import { crc32 } from "./zlib-checksums.ts";
import { Compressor } from "./zlib-compress.ts";
import { Expander } from "./zlib-expand.ts";
import { endFailure, modes } from "./zlib-modes.ts";
import { type Codec, CodecStream } from "./zlib-stream.ts";

const flushes = { none: 0, finish: 4 } as const;

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

function createZlibClass(runtime: Runtime) {
  return class Zlib extends CodecStream {
    readonly #mode: number;
    constructor(mode: number) {
      super(runtime);
      this.#mode = mode;
    }
    init(
      _windowBits: number,
      level: number,
      _memoryLevel: number,
      _strategy: number,
      result: Uint32Array<ArrayBuffer>,
      done: () => void,
      dictionary?: ArrayBufferView,
    ): void {
      const known = dictionary && bytesOf(dictionary).slice();
      this.begin(result, done, () => createCodec(this.#mode, level, known));
    }
  };
}

export function createZlibBinding(runtime: EngineRuntime): Binding {
  // Few programs ask for these: their scripts are large.
  const chunks = new Map<string, Binding>();
  const chunk = (name: string, member: string): unknown => {
    const loaded = chunks.get(name) ?? chunkBinding(name)(runtime);
    chunks.set(name, loaded);
    return loaded[member];
  };
  return {
    ...runtime.data("zlib"),
    Zlib: createZlibClass(runtime),
    get BrotliEncoder() {
      return chunk("brotli", "BrotliEncoder");
    },
    get BrotliDecoder() {
      return chunk("brotli", "BrotliDecoder");
    },
    get ZstdCompress() {
      return chunk("zstd", "ZstdCompress");
    },
    get ZstdDecompress() {
      return chunk("zstd", "ZstdDecompress");
    },
    crc32: (data: string | ArrayBufferView, start = 0) =>
      crc32(typeof data === "string" ? encodeText(data, encodings.utf8) : bytesOf(data), start),
  };
}
