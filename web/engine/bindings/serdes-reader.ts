/** Reads V8's value serialization format (see serdes-writer.ts). */
import { viewTags } from "./serdes-writer.ts";
import { bytesOf, decodeBytes, decodeUtf8, encodings } from "./text-encodings.ts";

const unreadable = "Unable to deserialize cloned data.";
const errorTypes: Record<string, ErrorConstructor> = {
  E: EvalError as ErrorConstructor,
  R: RangeError as ErrorConstructor,
  F: ReferenceError as ErrorConstructor,
  S: SyntaxError as ErrorConstructor,
  T: TypeError as ErrorConstructor,
  U: URIError as ErrorConstructor,
};
const viewTypes: Record<string, new (buffer: ArrayBuffer, offset: number, length: number) => ArrayBufferView> = {
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
  DataView,
};

export class ValueReader {
  readonly #bytes: Uint8Array;
  readonly #readHostObject: () => unknown;
  readonly #objects: unknown[] = [];
  #at = 0;
  version = 0;

  constructor(bytes: Uint8Array, readHostObject: () => unknown) {
    this.#bytes = bytesOf(bytes);
    this.#readHostObject = readHostObject;
  }
  header(): boolean {
    if (this.#bytes[this.#at] !== 0xff)
      throw new Error("Unable to deserialize cloned data due to invalid or unsupported version.");
    this.#at++;
    this.version = Number(this.varint());
    return true;
  }
  /** Offset of the next `length` bytes, which are passed over. */
  raw(length: number): number {
    const start = this.#at;
    if (start + length > this.#bytes.length) throw new Error(unreadable);
    this.#at += length;
    return start;
  }
  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new Error(unreadable);
      value |= BigInt(byte & 0x7f) << shift;
      if ((byte & 0x80) === 0) return value;
    }
  }
  double(): number {
    const start = this.raw(8);
    return new DataView(this.#bytes.buffer, this.#bytes.byteOffset).getFloat64(start, true);
  }
  value(): unknown {
    const tag = this.#tag();
    switch (tag) {
      case "_":
        return undefined;
      case "0":
        return null;
      case "T":
        return true;
      case "F":
        return false;
      case "I": {
        const raw = Number(this.varint());
        return (raw >>> 1) ^ -(raw & 1);
      }
      case "U":
        return Number(this.varint());
      case "N":
        return this.double();
      case "Z":
        return this.#bigint();
      case '"':
      case "c":
      case "S":
        return this.#string(tag);
      case "^":
        return this.#objects[Number(this.varint())];
      default:
        return this.#object(tag);
    }
  }

  #tag(): string {
    for (;;) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new Error(unreadable);
      if (byte !== 0) return String.fromCharCode(byte);
    }
  }
  #peek(): string {
    while (this.#bytes[this.#at] === 0) this.#at++;
    return String.fromCharCode(this.#bytes[this.#at] ?? 0);
  }
  #keep<T>(value: T): T {
    this.#objects.push(value);
    return value;
  }
  #string(tag: string): string {
    const length = Number(this.varint());
    const start = this.raw(length);
    const bytes = this.#bytes.subarray(start, start + length);
    if (tag === "S") return decodeUtf8(bytes);
    return decodeBytes(bytes, tag === "c" ? encodings.ucs2 : encodings.latin1);
  }
  #bigint(): bigint {
    const field = Number(this.varint());
    const length = field >> 1;
    const start = this.raw(length);
    let value = 0n;
    for (let index = length - 1; index >= 0; index--) value = (value << 8n) | BigInt(this.#bytes[start + index] ?? 0);
    return field & 1 ? -value : value;
  }
  #object(tag: string): unknown {
    switch (tag) {
      case "o":
        return this.#properties(this.#keep({}), "{", 1);
      case "A":
        return this.#denseArray();
      case "a": {
        const sparse: unknown[] = this.#keep([]);
        sparse.length = Number(this.varint());
        return this.#properties(sparse, "@", 2);
      }
      case "D":
        return this.#keep(new Date(this.double()));
      case "y":
      case "x":
        return this.#keep(Object(tag === "y"));
      case "n":
        return this.#keep(Object(this.double()));
      case "z":
        return this.#keep(Object(this.#bigint()));
      case "s":
        return this.#keep(Object(this.value()));
      case "R": {
        const source = String(this.value());
        const bits = Number(this.varint());
        const flags = ["g", "i", "m", "y", "u", "s", "d", "", "v"].filter((_, index) => bits & (1 << index));
        return this.#keep(new RegExp(source, flags.join("")));
      }
      case ";":
        return this.#map();
      case "'":
        return this.#set();
      case "B":
        return this.#buffer();
      case "r":
        return this.#error();
      case "\\":
        return this.#hostObject();
      default:
        throw new Error(unreadable);
    }
  }
  #properties<T extends object>(target: T, end: string, counts: number): T {
    while (this.#peek() !== end) {
      const key = this.value();
      Object.defineProperty(target, String(key), {
        value: this.value(),
        writable: true,
        enumerable: true,
        configurable: true,
      });
    }
    this.#at++;
    for (let index = 0; index < counts; index++) this.varint();
    return target;
  }
  #denseArray(): unknown[] {
    const length = Number(this.varint());
    const array: unknown[] = this.#keep([]);
    array.length = length;
    for (let index = 0; index < length; index++) {
      if (this.#peek() === "-") this.#at++;
      else array[index] = this.value();
    }
    return this.#properties(array, "$", 2);
  }
  #map(): Map<unknown, unknown> {
    const map = this.#keep(new Map<unknown, unknown>());
    while (this.#peek() !== ":") {
      const key = this.value();
      map.set(key, this.value());
    }
    this.#at++;
    this.varint();
    return map;
  }
  #set(): Set<unknown> {
    const set = this.#keep(new Set<unknown>());
    while (this.#peek() !== ",") set.add(this.value());
    this.#at++;
    this.varint();
    return set;
  }
  #buffer(): unknown {
    const length = Number(this.varint());
    const start = this.raw(length);
    const buffer = this.#keep(this.#bytes.slice(start, start + length).buffer as ArrayBuffer);
    if (this.#peek() !== "V") return buffer;
    this.#at++;
    const tag = this.#tag();
    const offset = Number(this.varint());
    const bytes = Number(this.varint());
    this.varint();
    const name = Object.keys(viewTags).find((key) => viewTags[key] === tag && key !== "Buffer") ?? "Uint8Array";
    const View = viewTypes[name] ?? Uint8Array;
    const size = Number(Reflect.get(View, "BYTES_PER_ELEMENT") ?? 1);
    return this.#keep(new View(buffer, offset, bytes / size));
  }
  #error(): Error {
    const slot = this.#objects.length;
    this.#objects.push(undefined);
    let Type: ErrorConstructor = Error;
    let message = "";
    let stack: string | undefined;
    const options: ErrorOptions = {};
    for (let tag = this.#tag(); tag !== "."; tag = this.#tag()) {
      if (tag === "m") message = String(this.value());
      else if (tag === "s") stack = String(this.value());
      else if (tag === "c") options.cause = this.value();
      else Type = errorTypes[tag] ?? Error;
    }
    const error = new Type(message, options);
    if (stack !== undefined) error.stack = stack;
    this.#objects[slot] = error;
    return error;
  }
  #hostObject(): unknown {
    const slot = this.#objects.length;
    this.#objects.push(undefined);
    const value = this.#readHostObject();
    this.#objects[slot] = value;
    return value;
  }
}
