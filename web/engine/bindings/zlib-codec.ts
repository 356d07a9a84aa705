/** zlib's streams on fflate: what goes in comes out through a queue that the caller empties as it has room. */
import { Deflate, Gunzip, Gzip, Inflate, Unzlib, Zlib } from "fflate";

/** Node's numbers of zlib's modes. */
export const modes = { deflate: 1, inflate: 2, gzip: 3, gunzip: 4, deflateRaw: 5, inflateRaw: 6, unzip: 7 } as const;

export class ZlibFailure extends Error {
  readonly errno: number;
  readonly code: string;
  constructor(message: string, errno: number, code: string) {
    super(message);
    this.errno = errno;
    this.code = code;
  }
}

interface Push {
  push(chunk: Uint8Array, final?: boolean): void;
  flush?(): void;
}

export interface CodecSettings {
  level: number;
  dictionary: Uint8Array | undefined;
}

type Level = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;
const gzipMagic = 0x1f;
const defaultLevel = 6;

export class ZlibCodec {
  readonly #mode: number;
  readonly #settings: CodecSettings;
  #stream: Push | null = null;
  #queue: Uint8Array[] = [];
  #finished = false;

  constructor(mode: number, settings: CodecSettings) {
    this.#mode = mode;
    this.#settings = settings;
  }

  get compresses(): boolean {
    return this.#mode === modes.deflate || this.#mode === modes.gzip || this.#mode === modes.deflateRaw;
  }

  /** Takes all of `input`; throws ZlibFailure. */
  push(input: Uint8Array, flush: boolean, final: boolean): void {
    if (this.#finished) return;
    try {
      this.#stream ??= this.#create(input);
      // fflate keeps references to what it is given: Node reuses its buffers.
      if (input.length > 0 || final) this.#stream.push(input.slice(), final);
      if (flush && !final) this.#stream.flush?.();
      if (final) this.#finished = true;
    } catch (error) {
      throw failureOf(error, final);
    }
  }

  /** Moves waiting output into `target`; bytes moved. */
  take(target: Uint8Array): number {
    let moved = 0;
    while (moved < target.length) {
      const first = this.#queue[0];
      if (!first) break;
      const part = first.subarray(0, target.length - moved);
      target.set(part, moved);
      moved += part.length;
      if (part.length === first.length) this.#queue.shift();
      else this.#queue[0] = first.subarray(part.length);
    }
    return moved;
  }

  reset(): void {
    this.#stream = null;
    this.#queue = [];
    this.#finished = false;
  }

  #create(firstInput: Uint8Array): Push {
    const collect = (chunk: Uint8Array) => {
      if (chunk.length > 0) this.#queue.push(chunk);
    };
    const { dictionary } = this.#settings;
    const level = (this.#settings.level < 0 ? defaultLevel : this.#settings.level) as Level;
    const compress = dictionary ? { level, dictionary } : { level };
    const expand = dictionary ? { dictionary } : {};
    switch (this.#mode) {
      case modes.deflate:
        return new Zlib(compress, collect);
      case modes.gzip:
        return new Gzip(compress, collect);
      case modes.deflateRaw:
        return new Deflate(compress, collect);
      case modes.inflate:
        return new Unzlib(expand, collect);
      case modes.gunzip:
        if (firstInput.length > 0 && firstInput[0] !== gzipMagic) throw new Error("invalid gzip data");
        return new Gunzip(collect);
      case modes.inflateRaw:
        return new Inflate(expand, collect);
      default:
        return firstInput[0] === gzipMagic ? new Gunzip(collect) : new Unzlib(collect);
    }
  }
}

function failureOf(error: unknown, final: boolean): ZlibFailure {
  const message = error instanceof Error ? error.message : String(error);
  if (/unexpected EOF/i.test(message) && final) return new ZlibFailure("unexpected end of file", -5, "Z_BUF_ERROR");
  if (/gzip|zlib/i.test(message)) return new ZlibFailure("incorrect header check", -3, "Z_DATA_ERROR");
  return new ZlibFailure(
    /block type/i.test(message) ? "invalid block type" : "invalid stored block lengths",
    -3,
    "Z_DATA_ERROR",
  );
}
