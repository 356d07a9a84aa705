/** DEFLATE (RFC 1951) read from pieces of any size into a window that is emptied as there is room; zlib's messages. */
import type { BitSource } from "./zlib-bits.ts";
import { createPrefixCode, type PrefixCode } from "./zlib-huffman.ts";

export class InflateFailure extends Error {}

const windowBytes = 32_768;
const bufferBytes = 4 * windowBytes;
const longestMatch = 258;
const lengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const lengthBase = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
];
const lengthExtra = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const distanceBase = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
  8193, 12_289, 16_385, 24_577,
];
const distanceExtra = distanceBase.map((_, index) => Math.max(0, (index >> 1) - 1));
const endOfBlock = 256;
/** A symbol needs more input. */
const more = -1;

function fixedCodes(): [PrefixCode | undefined, PrefixCode | undefined] {
  const lengths = new Uint8Array(288).fill(8).fill(9, 144, 256).fill(7, 256, 280);
  return [createPrefixCode(lengths, false), createPrefixCode(new Uint8Array(32).fill(5), false)];
}
const [fixedLiterals, fixedDistances] = fixedCodes();

export class Inflater {
  readonly #bits: BitSource;
  #buffer = new Uint8Array(bufferBytes);
  #written = 0;
  #read = 0;
  /** Bytes that a distance may reach back. */
  #known = 0;
  #place: "header" | "stored" | "codes" | "end" = "header";
  #last = false;
  #stored = 0;
  #literals: PrefixCode | undefined;
  #distances: PrefixCode | undefined;

  constructor(bits: BitSource, dictionary?: Uint8Array) {
    this.#bits = bits;
    if (!dictionary) return;
    const part = dictionary.subarray(-windowBytes);
    this.#buffer.set(part);
    this.#written = part.length;
    this.#read = part.length;
    this.#known = part.length;
  }

  get ended(): boolean {
    return this.#place === "end";
  }
  /** Bytes of output that nobody took. */
  get waiting(): number {
    return this.#written - this.#read;
  }
  /** Moves output into `target`; bytes moved. */
  take(target: Uint8Array): number {
    const length = Math.min(target.length, this.#written - this.#read);
    target.set(this.#buffer.subarray(this.#read, this.#read + length));
    this.#read += length;
    return length;
  }
  /** Reads on until `wanted` bytes wait or the input is used up; false when it is. */
  run(wanted: number): boolean {
    for (;;) {
      if (this.#place === "end" || this.#written - this.#read >= wanted) return true;
      if (this.#written >= bufferBytes - longestMatch && !this.#slide()) return true;
      if (this.#place === "header" && !this.#header()) return false;
      else if (this.#place === "stored" && !this.#copyStored()) return false;
      else if (this.#place === "codes" && !this.#decode(wanted)) return false;
    }
  }
  /** Forgets what is out of reach; false when everything still waits to be taken. */
  #slide(): boolean {
    const keep = Math.min(this.#read, this.#written - windowBytes);
    if (keep <= 0) return false;
    this.#buffer.copyWithin(0, keep, this.#written);
    this.#written -= keep;
    this.#read -= keep;
    return true;
  }
  #endBlock(): void {
    this.#place = this.#last ? "end" : "header";
    if (this.#last) this.#bits.giveBack();
  }

  #header(): boolean {
    const bits = this.#bits;
    bits.mark();
    const last = bits.take(1);
    const type = bits.take(2);
    const done = last >= 0 && type >= 0 && this.#openBlock(type);
    if (done) this.#last = last === 1;
    else bits.rewind();
    return done;
  }
  #openBlock(type: number): boolean {
    if (type === 3) throw new InflateFailure("invalid block type");
    if (type === 0) return this.#openStored();
    if (type === 1) {
      this.#literals = fixedLiterals;
      this.#distances = fixedDistances;
    } else if (!this.#readCodes()) return false;
    this.#place = "codes";
    return true;
  }
  #openStored(): boolean {
    this.#bits.align();
    const length = this.#bits.take(16);
    const check = length < 0 ? more : this.#bits.take(16);
    if (check < 0) return false;
    if (length !== (~check & 0xffff)) throw new InflateFailure("invalid stored block lengths");
    this.#stored = length;
    this.#place = "stored";
    return true;
  }
  #copyStored(): boolean {
    const bits = this.#bits;
    const room = bufferBytes - this.#written;
    while (this.#stored > 0 && bits.count > 0) {
      this.#append(bits.take(8));
      this.#stored--;
    }
    const part = bits.takeBytes(Math.min(this.#stored, Math.max(0, room - 4)));
    this.#buffer.set(part, this.#written);
    this.#written += part.length;
    this.#known = Math.min(windowBytes, this.#known + part.length);
    this.#stored -= part.length;
    if (this.#stored > 0) return bits.left > 0;
    this.#endBlock();
    return true;
  }
  #append(byte: number): void {
    this.#buffer[this.#written++] = byte;
    if (this.#known < windowBytes) this.#known++;
  }

  #readCodes(): boolean {
    const bits = this.#bits;
    const literalCount = bits.take(5) + 257;
    const distanceCount = bits.take(5) + 1;
    const orderCount = bits.take(4) + 4;
    if (literalCount < 257 || distanceCount < 1 || orderCount < 4) return false;
    if (literalCount > 286 || distanceCount > 30) throw new InflateFailure("too many length or distance symbols");
    const order = new Uint8Array(19);
    for (const symbol of lengthOrder.slice(0, orderCount)) {
      const length = bits.take(3);
      if (length < 0) return false;
      order[symbol] = length;
    }
    const code = createPrefixCode(order, false);
    if (!code) throw new InflateFailure("invalid code lengths set");
    const lengths = this.#readLengths(code, literalCount + distanceCount);
    if (!lengths) return false;
    if (lengths[endOfBlock] === 0) throw new InflateFailure("invalid code -- missing end-of-block");
    this.#literals = createPrefixCode(lengths.subarray(0, literalCount), true);
    if (!this.#literals) throw new InflateFailure("invalid literal/lengths set");
    this.#distances = createPrefixCode(lengths.subarray(literalCount), true);
    if (!this.#distances) throw new InflateFailure("invalid distances set");
    return true;
  }
  #readLengths(code: PrefixCode, count: number): Uint8Array | undefined {
    const lengths = new Uint8Array(count);
    for (let at = 0; at < count; ) {
      const symbol = this.#symbol(code, "invalid code lengths set");
      if (symbol < 0) return undefined;
      if (symbol < 16) {
        lengths[at++] = symbol;
        continue;
      }
      const extra = this.#bits.take(symbol === 16 ? 2 : symbol === 17 ? 3 : 7);
      if (extra < 0) return undefined;
      const repeat = extra + (symbol === 18 ? 11 : 3);
      if ((symbol === 16 && at === 0) || at + repeat > count) throw new InflateFailure("invalid bit length repeat");
      lengths.fill(symbol === 16 ? (lengths[at - 1] ?? 0) : 0, at, at + repeat);
      at += repeat;
    }
    return lengths;
  }
  #symbol(code: PrefixCode, reason: string): number {
    const bits = this.#bits;
    const entry = code.entries[bits.peekSome(code.bits)] ?? 0;
    const length = entry & 15;
    if (length === 0 && bits.count >= code.bits) throw new InflateFailure(reason);
    if (length === 0 || length > bits.count) return more;
    bits.drop(length);
    return entry >> 4;
  }

  /** Literals and matches until the block ends, `wanted` bytes wait, or (false) the input is used up. */
  #decode(wanted: number): boolean {
    const literals = this.#literals;
    const distances = this.#distances;
    if (!literals || !distances) return false;
    const stop = Math.min(bufferBytes - longestMatch, this.#read + wanted);
    while (this.#written < stop) {
      this.#bits.mark();
      const symbol = this.#symbol(literals, "invalid literal/length code");
      if (symbol >= 0 && symbol < endOfBlock) {
        this.#append(symbol);
        continue;
      }
      if (symbol === endOfBlock) {
        this.#endBlock();
        return true;
      }
      if (symbol < 0 || !this.#match(symbol, distances)) {
        this.#bits.rewind();
        return false;
      }
    }
    return true;
  }
  #match(symbol: number, distances: PrefixCode): boolean {
    const base = lengthBase[symbol - 257];
    if (base === undefined) throw new InflateFailure("invalid literal/length code");
    const lengthBits = this.#bits.take(lengthExtra[symbol - 257] ?? 0);
    if (lengthBits < 0) return false;
    const code = this.#symbol(distances, "invalid distance code");
    if (code < 0) return false;
    const distanceStart = distanceBase[code];
    if (distanceStart === undefined) throw new InflateFailure("invalid distance code");
    const distanceBits = this.#bits.take(distanceExtra[code] ?? 0);
    if (distanceBits < 0) return false;
    const length = base + lengthBits;
    const distance = distanceStart + distanceBits;
    if (distance > this.#known) throw new InflateFailure("invalid distance too far back");
    const buffer = this.#buffer;
    const from = this.#written - distance;
    if (distance >= length) buffer.copyWithin(this.#written, from, from + length);
    else for (let index = 0; index < length; index++) buffer[this.#written + index] = buffer[from + index] ?? 0;
    this.#written += length;
    this.#known = Math.min(windowBytes, this.#known + length);
    return true;
  }
}
