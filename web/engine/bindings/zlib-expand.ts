/** Expands deflated streams with their zlib (RFC 1950) or gzip (RFC 1952) frame, members of a gzip file one after another. */
import { BitSource } from "./zlib-bits.ts";
import { adler32, crc32 } from "./zlib-checksums.ts";
import { InflateFailure, Inflater } from "./zlib-inflate.ts";
import { dataFailure, modes, ZlibFailure } from "./zlib-modes.ts";

type Format = "raw" | "zlib" | "gzip";
const nothing = new Uint8Array(0);
const gzipFlags = { headerCheck: 2, extra: 4, name: 8, comment: 16, reserved: 0xe0 } as const;
const presetDictionary = 0x20;

export class Expander {
  readonly #mode: number;
  readonly #dictionary: Uint8Array | undefined;
  #bits = new BitSource();
  /** Bytes that were looked at and need the next piece to mean something. */
  #kept: Uint8Array = nothing;
  #format: Format | undefined;
  #place: "header" | "body" | "trailer" | "end" = "header";
  #inflater: Inflater;
  #sum = 0;
  #length = 0;

  constructor(mode: number, dictionary: Uint8Array | undefined) {
    this.#mode = mode;
    this.#dictionary = dictionary;
    this.#inflater = new Inflater(this.#bits);
  }
  get ended(): boolean {
    return this.#place === "end";
  }
  /** Reads `input` and fills `target` as far as both reach; throws ZlibFailure. */
  process(input: Uint8Array, target: Uint8Array): { moved: number; left: number } {
    const bits = this.#bits;
    bits.load(this.#kept.length > 0 ? joined(this.#kept, input) : input);
    this.#kept = nothing;
    try {
      const moved = this.#run(target);
      if (this.#place === "end" || moved === target.length) {
        // What was kept from earlier pieces counts as read: only this piece's bytes can be left.
        const left = Math.min(bits.left, input.length);
        if (left < bits.left) this.#kept = bits.rest().slice(0, bits.left - left);
        return { moved, left };
      }
      this.#kept = bits.rest().slice();
      return { moved, left: 0 };
    } catch (error) {
      throw error instanceof InflateFailure ? dataFailure(error.message) : error;
    } finally {
      bits.load(nothing);
    }
  }

  #run(target: Uint8Array): number {
    let moved = 0;
    for (;;) {
      if (this.#place === "header" && !this.#readHeader()) return moved;
      if (this.#place === "body") {
        const more = this.#inflater.run(target.length - moved);
        const part = target.subarray(moved);
        const taken = this.#inflater.take(part);
        this.#check(part.subarray(0, taken));
        moved += taken;
        if (moved === target.length && !(this.#inflater.ended && this.#inflater.waiting === 0)) return moved;
        if (this.#inflater.ended && this.#inflater.waiting === 0) this.#place = "trailer";
        else if (!more) return moved;
      }
      if (this.#place === "trailer" && !this.#readTrailer()) return moved;
      if (this.#place === "end" && !this.#nextMember()) return moved;
    }
  }
  #check(bytes: Uint8Array): void {
    this.#length += bytes.length;
    if (this.#format === "gzip") this.#sum = crc32(bytes, this.#sum);
    if (this.#format === "zlib") this.#sum = adler32(bytes, this.#sum);
  }
  /** Another member follows in a gzip file unless zeros pad it. */
  #nextMember(): boolean {
    if (this.#mode !== modes.gunzip || (this.#bits.rest()[0] ?? 0) === 0) return false;
    this.#place = "header";
    return true;
  }

  #readHeader(): boolean {
    const bits = this.#bits;
    bits.mark();
    this.#format ??= this.#chooseFormat();
    const done =
      this.#format === "raw" || (this.#format === "gzip" ? this.#gzipHeader() : this.#format && this.#zlibHeader());
    if (!done) {
      bits.rewind();
      return false;
    }
    if (this.#format !== "zlib")
      this.#inflater = new Inflater(bits, this.#format === "raw" ? this.#dictionary : undefined);
    this.#sum = this.#format === "zlib" ? 1 : 0;
    this.#length = 0;
    this.#place = "body";
    return true;
  }
  #chooseFormat(): Format | undefined {
    if (this.#mode === modes.inflateRaw) return "raw";
    if (this.#mode === modes.inflate) return "zlib";
    if (this.#mode === modes.gunzip) return "gzip";
    const first = this.#bits.peek(8);
    if (first < 0) return undefined;
    return first === 0x1f ? "gzip" : "zlib";
  }
  #zlibHeader(): boolean {
    const method = this.#bits.take(8);
    const flags = this.#bits.take(8);
    if (method < 0 || flags < 0) return false;
    if ((method * 256 + flags) % 31 !== 0) throw dataFailure("incorrect header check");
    if ((method & 15) !== 8) throw dataFailure("unknown compression method");
    if (method >> 4 > 7) throw dataFailure("invalid window size");
    if ((flags & presetDictionary) === 0) {
      this.#inflater = new Inflater(this.#bits);
      return true;
    }
    const wanted = this.#number(4, true);
    if (wanted < 0) return false;
    if (!this.#dictionary) throw new ZlibFailure("Missing dictionary", 2, "Z_NEED_DICT");
    if (adler32(this.#dictionary) !== wanted) throw new ZlibFailure("Bad dictionary", 2, "Z_NEED_DICT");
    this.#inflater = new Inflater(this.#bits, this.#dictionary);
    return true;
  }
  #gzipHeader(): boolean {
    const first = this.#bits.take(8);
    if (first >= 0 && first !== 0x1f) throw dataFailure("incorrect header check");
    const second = this.#bits.take(8);
    if (second >= 0 && second !== 0x8b) throw dataFailure("incorrect header check");
    const method = this.#bits.take(8);
    if (method >= 0 && method !== 8) throw dataFailure("unknown compression method");
    const flags = this.#bits.take(8);
    if (flags > 0 && (flags & gzipFlags.reserved) !== 0) throw dataFailure("unknown header flags set");
    if (flags < 0 || this.#number(6, false) < 0) return false;
    if (flags & gzipFlags.extra) {
      const length = this.#number(2, false);
      if (length < 0 || this.#bits.left < length) return false;
      this.#bits.takeBytes(length);
    }
    if (flags & gzipFlags.name && !this.#skipText()) return false;
    if (flags & gzipFlags.comment && !this.#skipText()) return false;
    return !(flags & gzipFlags.headerCheck) || this.#number(2, false) >= 0;
  }
  #skipText(): boolean {
    for (;;) {
      const byte = this.#bits.take(8);
      if (byte <= 0) return byte === 0;
    }
  }
  /** A number of so many bytes, -1 when the piece ends before. */
  #number(bytes: number, bigEndian: boolean): number {
    let value = 0;
    for (let index = 0; index < bytes; index++) {
      const byte = this.#bits.take(8);
      if (byte < 0) return -1;
      value = bigEndian ? value * 256 + byte : value + byte * 256 ** index;
    }
    return value;
  }

  #readTrailer(): boolean {
    const bits = this.#bits;
    bits.mark();
    if (this.#format === "raw") {
      this.#place = "end";
      return true;
    }
    bits.align();
    const sum = this.#number(4, this.#format === "zlib");
    const length = sum < 0 || this.#format === "zlib" ? sum : this.#number(4, false);
    if (length < 0) {
      bits.rewind();
      return false;
    }
    if (sum !== this.#sum) throw dataFailure("incorrect data check");
    if (this.#format === "gzip" && length !== this.#length % 2 ** 32) throw dataFailure("incorrect length check");
    this.#place = "end";
    return true;
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}
