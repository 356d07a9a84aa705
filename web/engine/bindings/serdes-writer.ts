/** V8's value serialization format, version 15, as `v8.serialize` writes it. */
import { decodeLatin1, encodeText, encodings } from "./text-encodings.ts";

export interface WriterHost {
  writeHostObject(value: object): void;
  cloneError(message: string): Error;
}

const version = 15;
const maxSmallInteger = 2 ** 30 - 1;

export class ValueWriter {
  readonly #host: WriterHost;
  #bytes = new Uint8Array(256);
  #length = 0;
  #ids = new Map<object, number>();
  viewsAreHostObjects = false;

  constructor(host: WriterHost) {
    this.#host = host;
  }
  header(): void {
    this.raw(Uint8Array.of(0xff, version));
  }
  /** The bytes so far; the next value starts anew. */
  release(): Uint8Array {
    const bytes = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    this.#ids = new Map();
    return bytes;
  }
  raw(bytes: Uint8Array): void {
    if (this.#length + bytes.length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + bytes.length));
      grown.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = grown;
    }
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }
  varint(value: number | bigint): void {
    let rest = BigInt(value);
    const bytes: number[] = [];
    do {
      const low = Number(rest & 0x7fn);
      rest >>= 7n;
      bytes.push(rest > 0n ? low | 0x80 : low);
    } while (rest > 0n);
    this.raw(Uint8Array.from(bytes));
  }
  double(value: number): void {
    this.raw(new Uint8Array(Float64Array.of(value).buffer));
  }
  value(value: unknown): void {
    switch (typeof value) {
      case "undefined":
        return this.#tag("_");
      case "boolean":
        return this.#tag(value ? "T" : "F");
      case "number":
        return this.#number(value);
      case "bigint":
        this.#tag("Z");
        return this.#bigint(value);
      case "string":
        return this.#string(value);
      case "object":
        return value === null ? this.#tag("0") : this.#object(value);
      default:
        throw this.#host.cloneError(`${String(value)} could not be cloned.`);
    }
  }

  #tag(tag: string): void {
    this.raw(Uint8Array.of(tag.charCodeAt(0)));
  }
  #number(value: number): void {
    if (Number.isInteger(value) && !Object.is(value, -0) && Math.abs(value) <= maxSmallInteger) {
      this.#tag("I");
      this.varint(((value << 1) ^ (value >> 31)) >>> 0);
      return;
    }
    this.#tag("N");
    this.double(value);
  }
  #bigint(value: bigint): void {
    let magnitude = value < 0n ? -value : value;
    const digits: number[] = [];
    for (; magnitude > 0n; magnitude >>= 8n) digits.push(Number(magnitude & 0xffn));
    while (digits.length % 8 !== 0) digits.push(0);
    this.varint((digits.length << 1) | (value < 0n ? 1 : 0));
    this.raw(Uint8Array.from(digits));
  }
  #string(text: string): void {
    const latin1 = encodeText(text, encodings.latin1);
    if (decodeLatin1(latin1) === text) {
      this.#tag('"');
      this.varint(latin1.length);
      this.raw(latin1);
      return;
    }
    const wide = encodeText(text, encodings.ucs2);
    // Two-byte text is aligned: one byte of padding where the tag and length make it odd.
    const lengthBytes = wide.length < 0x80 ? 1 : wide.length < 0x4000 ? 2 : wide.length < 0x200000 ? 3 : 4;
    if ((this.#length + 1 + lengthBytes) % 2 === 1) this.#tag("\0");
    this.#tag("c");
    this.varint(wide.length);
    this.raw(wide);
  }
  #object(value: object): void {
    const known = this.#ids.get(value);
    if (known !== undefined) {
      this.#tag("^");
      this.varint(known);
      return;
    }
    if (ArrayBuffer.isView(value) && !this.viewsAreHostObjects) this.#buffer(value.buffer);
    this.#ids.set(value, this.#ids.size);
    if (ArrayBuffer.isView(value)) return this.#view(value);
    if (Array.isArray(value)) return this.#array(value);
    if (value instanceof Date) {
      this.#tag("D");
      return this.double(value.getTime());
    }
    if (value instanceof RegExp) {
      this.#tag("R");
      this.#string(value.source);
      return this.varint(
        ["g", "i", "m", "y", "u", "s", "d", "", "v"].reduce(
          (bits, flag, index) => bits | (flag && value.flags.includes(flag) ? 1 << index : 0),
          0,
        ),
      );
    }
    if (value instanceof Map) {
      this.#tag(";");
      for (const [key, item] of [...value]) {
        this.value(key);
        this.value(item);
      }
      this.#tag(":");
      return this.varint(value.size * 2);
    }
    if (value instanceof Set) {
      this.#tag("'");
      for (const item of [...value]) this.value(item);
      this.#tag(",");
      return this.varint(value.size);
    }
    if (value instanceof ArrayBuffer) return this.#bufferBytes(value);
    this.#boxedOrPlain(value);
  }
  #boxedOrPlain(value: object): void {
    if (value instanceof Boolean) return this.#tag(value.valueOf() ? "y" : "x");
    if (value instanceof Number) {
      this.#tag("n");
      return this.double(value.valueOf());
    }
    if (value instanceof String) {
      this.#tag("s");
      return this.#string(value.valueOf());
    }
    if (value instanceof Error) return this.#error(value);
    if (
      typeof value === "function" ||
      value instanceof WeakMap ||
      value instanceof WeakSet ||
      value instanceof Promise
    ) {
      throw this.#host.cloneError(`${Object.prototype.toString.call(value)} could not be cloned.`);
    }
    this.#tag("o");
    this.#properties(value, Object.keys(value));
    this.#tag("{");
    this.varint(Object.keys(value).length);
  }
  #properties(value: object, keys: string[]): void {
    for (const key of keys) {
      this.value(key);
      this.value(Reflect.get(value, key));
    }
  }
  #array(value: unknown[]): void {
    this.#tag("A");
    this.varint(value.length);
    for (let index = 0; index < value.length; index++) {
      if (index in value) this.value(value[index]);
      else this.#tag("-");
    }
    const extra = Object.keys(value).filter((key) => !/^\d+$/.test(key));
    this.#properties(value, extra);
    this.#tag("$");
    this.varint(extra.length);
    this.varint(value.length);
  }
  #buffer(buffer: ArrayBufferLike): void {
    const known = this.#ids.get(buffer);
    if (known !== undefined) {
      this.#tag("^");
      this.varint(known);
      return;
    }
    this.#ids.set(buffer, this.#ids.size);
    this.#bufferBytes(buffer);
  }
  #bufferBytes(buffer: ArrayBufferLike): void {
    this.#tag("B");
    this.varint(buffer.byteLength);
    this.raw(new Uint8Array(buffer));
  }
  #view(view: ArrayBufferView): void {
    if (this.viewsAreHostObjects) {
      this.#tag("\\");
      this.#host.writeHostObject(view);
      return;
    }
    this.#tag("V");
    this.#tag(viewTags[view.constructor.name] ?? "B");
    this.varint(view.byteOffset);
    this.varint(view.byteLength);
    this.varint(0);
  }
  #error(error: Error): void {
    const prototypes: Record<string, string> = {
      EvalError: "E",
      RangeError: "R",
      ReferenceError: "F",
      SyntaxError: "S",
      TypeError: "T",
      URIError: "U",
    };
    this.#tag("r");
    const prototype = prototypes[error.name];
    if (prototype) this.#tag(prototype);
    if (error.message !== undefined) {
      this.#tag("m");
      this.#string(String(error.message));
    }
    if ("cause" in error) {
      this.#tag("c");
      this.value(error.cause);
    }
    if (typeof error.stack === "string") {
      this.#tag("s");
      this.#string(error.stack);
    }
    this.#tag(".");
  }
}

export const viewTags: Record<string, string> = {
  Int8Array: "b",
  Uint8Array: "B",
  Buffer: "B",
  Uint8ClampedArray: "C",
  Int16Array: "w",
  Uint16Array: "W",
  Int32Array: "d",
  Uint32Array: "D",
  Float32Array: "f",
  Float64Array: "F",
  BigInt64Array: "q",
  BigUint64Array: "Q",
  DataView: "?",
};
