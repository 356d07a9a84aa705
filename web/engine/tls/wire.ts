/** TLS's presentation language (RFC 8446, 3): big-endian integers, and vectors with their length in front. */
import { concatBytes } from "../crypto/bytes.ts";
import { alerts, TlsFailure } from "./failure.ts";

export class WireReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }
  get done(): boolean {
    return this.#at >= this.#bytes.length;
  }
  take(length: number): Uint8Array {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new TlsFailure("lengthMismatch", alerts.decodeError);
    const part = this.#bytes.slice(this.#at, end);
    this.#at = end;
    return part;
  }
  #number(bytes: number): number {
    return this.take(bytes).reduce((value, byte) => value * 256 + byte, 0);
  }
  u8(): number {
    return this.#number(1);
  }
  u16(): number {
    return this.#number(2);
  }
  u24(): number {
    return this.#number(3);
  }
  u32(): number {
    return this.#number(4);
  }
  vector8(): Uint8Array {
    return this.take(this.u8());
  }
  vector16(): Uint8Array {
    return this.take(this.u16());
  }
  vector24(): Uint8Array {
    return this.take(this.u24());
  }
  rest(): Uint8Array {
    return this.take(this.#bytes.length - this.#at);
  }
  /** The message must have been read to its end. */
  finish(): void {
    if (!this.done) throw new TlsFailure("lengthMismatch", alerts.decodeError);
  }
}

/** The elements of a vector of two-byte numbers. */
export function readNumbers16(bytes: Uint8Array): number[] {
  const reader = new WireReader(bytes);
  const numbers: number[] = [];
  while (!reader.done) numbers.push(reader.u16());
  return numbers;
}

function numberBytes(value: number, bytes: number): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, index) => Math.floor(value / 256 ** (bytes - 1 - index)) % 256);
}

export const u8 = (value: number): Uint8Array => numberBytes(value, 1);
export const u16 = (value: number): Uint8Array => numberBytes(value, 2);
export const u24 = (value: number): Uint8Array => numberBytes(value, 3);
export const u32 = (value: number): Uint8Array => numberBytes(value, 4);
export const u64 = (value: number): Uint8Array => numberBytes(value, 8);

function vector(lengthBytes: number, parts: Uint8Array[]): Uint8Array {
  const content = concatBytes(...parts);
  return concatBytes(numberBytes(content.length, lengthBytes), content);
}

export const vector8 = (...parts: Uint8Array[]): Uint8Array => vector(1, parts);
export const vector16 = (...parts: Uint8Array[]): Uint8Array => vector(2, parts);
export const vector24 = (...parts: Uint8Array[]): Uint8Array => vector(3, parts);
export const numbers16 = (values: number[]): Uint8Array => concatBytes(...values.map(u16));
