/** Compression on fflate: what goes in comes out through a queue that the caller empties as it has room. */
import { Deflate, Gzip, Zlib } from "fflate";
import { modes } from "./zlib-modes.ts";

interface Push {
  push(chunk: Uint8Array, final?: boolean): void;
  flush?(): void;
}

export interface CodecSettings {
  level: number;
  dictionary: Uint8Array | undefined;
}

type Level = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;
const defaultLevel = 6;

export class Compressor {
  readonly #mode: number;
  readonly #settings: CodecSettings;
  #stream: Push | null = null;
  #queue: Uint8Array[] = [];
  #finished = false;

  constructor(mode: number, settings: CodecSettings) {
    this.#mode = mode;
    this.#settings = settings;
  }

  /** Takes all of `input`. */
  push(input: Uint8Array, flush: boolean, final: boolean): void {
    if (this.#finished) return;
    this.#stream ??= this.#create();
    // fflate keeps references to what it is given: Node reuses its buffers.
    if (input.length > 0 || final) this.#stream.push(input.slice(), final);
    if (flush && !final) this.#stream.flush?.();
    if (final) this.#finished = true;
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

  #create(): Push {
    const collect = (chunk: Uint8Array) => {
      if (chunk.length > 0) this.#queue.push(chunk);
    };
    const { dictionary } = this.#settings;
    const level = (this.#settings.level < 0 ? defaultLevel : this.#settings.level) as Level;
    const options = dictionary ? { level, dictionary } : { level };
    if (this.#mode === modes.gzip) return new Gzip(options, collect);
    return this.#mode === modes.deflate ? new Zlib(options, collect) : new Deflate(options, collect);
  }
}
