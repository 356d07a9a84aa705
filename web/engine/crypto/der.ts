/** ASN.1's distinguished encoding (X.690): what keys and certificates are written in. */
import { concatBytes, fromBigInt, latin1Text, noBytes, toBigInt, utf8Text } from "./bytes.ts";

export const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  nothing: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utf8: 0x0c,
  printable: 0x13,
  teletex: 0x14,
  ia5: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  visible: 0x1a,
  universal: 0x1c,
  bmp: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const;

/** What is not DER, or not the structure that was expected. */
export class DerFailure extends Error {}

export interface DerValue {
  tag: number;
  /** What the value holds, without tag and length. */
  content: Uint8Array;
  /** The value with its tag and length. */
  whole: Uint8Array;
}

/** The first value in `bytes`, and what follows it. */
export function readDer(bytes: Uint8Array): { value: DerValue; rest: Uint8Array } {
  const tag = bytes[0];
  const first = bytes[1];
  if (tag === undefined || first === undefined) throw new DerFailure("too short");
  if ((tag & 0x1f) === 0x1f) throw new DerFailure("tag of several bytes");
  let start = 2;
  let length = first;
  if (first >= 0x80) {
    const size = first & 0x7f;
    if (size === 0 || size > 4 || bytes.length < 2 + size) throw new DerFailure("length");
    start += size;
    length = Number(toBigInt(bytes.subarray(2, start)));
  }
  const end = start + length;
  if (end > bytes.length) throw new DerFailure("too long");
  return {
    value: { tag, content: bytes.subarray(start, end), whole: bytes.subarray(0, end) },
    rest: bytes.subarray(end),
  };
}

/** Reads the members of a structure one after the other. */
export class DerReader {
  #rest: Uint8Array;
  constructor(bytes: Uint8Array) {
    this.#rest = bytes;
  }
  get done(): boolean {
    return this.#rest.length === 0;
  }
  next(tag?: number): DerValue {
    const { value, rest } = readDer(this.#rest);
    if (tag !== undefined && value.tag !== tag) throw new DerFailure("wrong tag");
    this.#rest = rest;
    return value;
  }
  /** The next value if it has this tag. */
  optional(tag: number): DerValue | undefined {
    return this.#rest[0] === tag ? this.next() : undefined;
  }
  sequence(): DerReader {
    return new DerReader(this.next(tags.sequence).content);
  }
  integer(): bigint {
    return readInteger(this.next(tags.integer).content);
  }
  small(): number {
    return Number(this.integer());
  }
  octets(): Uint8Array {
    return this.next(tags.octetString).content;
  }
  /** The bytes of a bit string whose length is a multiple of eight. */
  bits(): Uint8Array {
    return bitStringBytes(this.next(tags.bitString).content);
  }
  oid(): string {
    return readOid(this.next(tags.oid).content);
  }
}

/** Reads the one value that `bytes` must be, a sequence. */
export function readSequence(bytes: Uint8Array): DerReader {
  return new DerReader(bytes).sequence();
}

export function bitStringBytes(content: Uint8Array): Uint8Array {
  if (content.length === 0) throw new DerFailure("bit string");
  return content.subarray(1);
}

function readInteger(content: Uint8Array): bigint {
  const value = toBigInt(content);
  return (content[0] ?? 0) >= 0x80 ? value - (1n << BigInt(8 * content.length)) : value;
}

export function readOid(content: Uint8Array): string {
  const numbers: number[] = [];
  let value = 0;
  for (const byte of content) {
    value = value * 128 + (byte & 0x7f);
    if (byte >= 0x80) continue;
    numbers.push(value);
    value = 0;
  }
  const first = numbers[0] ?? 0;
  const root = Math.min(2, Math.floor(first / 40));
  return [root, first - 40 * root, ...numbers.slice(1)].join(".");
}

/** Text of one of ASN.1's string types. */
export function readText({ tag, content }: DerValue): string {
  if (tag === tags.utf8) return utf8Text(content);
  const width = tag === tags.bmp ? 2 : tag === tags.universal ? 4 : 1;
  if (width === 1) return latin1Text(content);
  let text = "";
  for (let at = 0; at + width <= content.length; at += width) {
    text += String.fromCodePoint(Math.min(0x10ffff, Number(toBigInt(content.subarray(at, at + width)))));
  }
  return text;
}

export function der(tag: number, ...contents: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const content = concatBytes(...contents);
  const size = content.length < 0x80 ? noBytes : fromBigInt(BigInt(content.length));
  const head = size.length === 0 ? Uint8Array.of(tag, content.length) : Uint8Array.of(tag, 0x80 | size.length, ...size);
  return concatBytes(head, content);
}

export function derSequence(...members: Uint8Array[]): Uint8Array<ArrayBuffer> {
  return der(tags.sequence, ...members);
}

/** Numbers are not negative in keys and certificates. */
export function derInteger(value: bigint | number): Uint8Array<ArrayBuffer> {
  const bytes = fromBigInt(BigInt(value));
  return (bytes[0] ?? 0) >= 0x80 ? der(tags.integer, Uint8Array.of(0), bytes) : der(tags.integer, bytes);
}

export function derOctets(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return der(tags.octetString, bytes);
}

export function derBits(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return der(tags.bitString, Uint8Array.of(0), bytes);
}

export function derOid(oid: string): Uint8Array<ArrayBuffer> {
  const [root = 0, second = 0, ...rest] = oid.split(".").map(Number);
  const bytes: number[] = [];
  for (const value of [40 * root + second, ...rest]) {
    const group = [value % 128];
    for (let left = Math.floor(value / 128); left > 0; left = Math.floor(left / 128))
      group.unshift(0x80 | (left % 128));
    bytes.push(...group);
  }
  return der(tags.oid, Uint8Array.from(bytes));
}

export const derNull = Uint8Array.of(tags.nothing, 0);

/** A context-specific member `[number]` around other values. */
export function derTagged(number: number, ...contents: Uint8Array[]): Uint8Array<ArrayBuffer> {
  return der(0xa0 | number, ...contents);
}
