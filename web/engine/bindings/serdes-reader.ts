/** Reads V8's value serialization format (see serdes-writer.ts). */
import { viewTags } from "./serdes-writer.ts";
import { bytesOf, decodeBytes, decodeLatin1, decodeUtf8, encodings } from "./text-encodings.ts";

const unreadable = "Unable to deserialize cloned data.";
const errorTypes: Record<string, ErrorConstructor> = {
  E: EvalError as ErrorConstructor,
  R: RangeError as ErrorConstructor,
  F: ReferenceError as ErrorConstructor,
  S: SyntaxError as ErrorConstructor,
  T: TypeError as ErrorConstructor,
  U: URIError as ErrorConstructor,
};
type ViewType = new (buffer: ArrayBufferLike, offset: number, length?: number) => ArrayBufferView;
/** A browser may lack it. */
const half: unknown = Reflect.get(globalThis, "Float16Array");
const viewTypes: Record<string, ViewType> = {
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
  ...(typeof half === "function" ? { Float16Array: half as ViewType } : {}),
};
const lengthTracking = 1;

export interface ReaderHost {
  readHostObject(): unknown;
  /** What the writer's `transferred` and `attach` have numbered. */
  transferred?(number: number): ArrayBuffer | undefined;
  attachment?(number: number): unknown;
}

const plainProperty = { writable: true, enumerable: true, configurable: true } as const;
const hiddenProperty = { ...plainProperty, enumerable: false } as const;
const shortText = 64;

export class ValueReader {
  readonly #bytes: Uint8Array;
  readonly #host: ReaderHost;
  readonly #objects: unknown[] = [];
  #at = 0;
  version = 0;

  constructor(bytes: Uint8Array, host: ReaderHost) {
    this.#bytes = bytesOf(bytes);
    this.#host = host;
  }
  header(): boolean {
    if (this.#bytes[this.#at] !== 0xff)
      throw new Error("Unable to deserialize cloned data due to invalid or unsupported version.");
    this.#at++;
    this.version = this.#count();
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
        const raw = this.#count();
        return (raw >>> 1) ^ -(raw & 1);
      }
      case "U":
        return this.#count();
      case "N":
        return this.double();
      case "Z":
        return this.#bigint();
      case '"':
      case "c":
      case "S":
        return this.#string(tag);
      case "^":
        return this.#viewBehind(this.#objects[this.#count()]);
      default:
        return this.#object(tag);
    }
  }

  /** A varint that is an ordinary number. */
  #count(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new Error(unreadable);
      value += (byte & 0x7f) * factor;
      if ((byte & 0x80) === 0) return value;
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
    const length = this.#count();
    const start = this.raw(length);
    const bytes = this.#bytes.subarray(start, start + length);
    if (tag === '"') return length < shortText ? String.fromCharCode(...bytes) : decodeLatin1(bytes);
    return tag === "S" ? decodeUtf8(bytes) : decodeBytes(bytes, encodings.ucs2);
  }
  #bigint(): bigint {
    const field = this.#count();
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
        sparse.length = this.#count();
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
        const bits = this.#count();
        const flags = ["g", "i", "m", "y", "u", "s", "d", "", "v"].filter((_, index) => bits & (1 << index));
        return this.#keep(new RegExp(source, flags.join("")));
      }
      case ";":
        return this.#map();
      case "'":
        return this.#set();
      case "B":
      case "~":
        return this.#viewBehind(this.#keep(this.#buffer(tag === "~")));
      case "t":
        return this.#viewBehind(this.#keep(this.#host.transferred?.(this.#count())));
      case "u":
        return this.#viewBehind(this.#keep(this.#host.attachment?.(this.#count())));
      case "w":
      case "m":
        return this.#keep(this.#host.attachment?.(this.#count()));
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
      const value = this.value();
      if (key === "__proto__") Object.defineProperty(target, key, { ...plainProperty, value });
      else Reflect.set(target, String(key), value);
    }
    this.#at++;
    for (let index = 0; index < counts; index++) this.#count();
    return target;
  }
  #denseArray(): unknown[] {
    const length = this.#count();
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
    this.#count();
    return map;
  }
  #set(): Set<unknown> {
    const set = this.#keep(new Set<unknown>());
    while (this.#peek() !== ",") set.add(this.value());
    this.#at++;
    this.#count();
    return set;
  }
  #buffer(resizable: boolean): ArrayBuffer {
    const length = this.#count();
    const maxByteLength = resizable ? this.#count() : length;
    const start = this.raw(length);
    if (!resizable) return bytesOf(this.#bytes).slice(start, start + length).buffer as ArrayBuffer;
    const buffer = new ArrayBuffer(length, { maxByteLength });
    new Uint8Array(buffer).set(this.#bytes.subarray(start, start + length));
    return buffer;
  }
  /** A buffer that stands in front of a view of it is only the view's. */
  #viewBehind(value: unknown): unknown {
    if (!(value instanceof ArrayBuffer || value instanceof SharedArrayBuffer) || this.#peek() !== "V") return value;
    this.#at++;
    const tag = this.#tag();
    const offset = this.#count();
    const bytes = this.#count();
    const flags = this.#count();
    const name = Object.keys(viewTags).find((key) => viewTags[key] === tag) ?? "";
    const View = viewTypes[name];
    if (!View) throw new Error(unreadable);
    if (flags & lengthTracking) return this.#keep(new View(value, offset));
    const size = Number(Reflect.get(View, "BYTES_PER_ELEMENT") ?? 1);
    return this.#keep(new View(value, offset, bytes / size));
  }
  #error(): Error {
    const slot = this.#objects.length;
    this.#objects.push(undefined);
    const first = this.#peek();
    const Type = errorTypes[first] ?? Error;
    if (first in errorTypes) this.#at++;
    const error = new Type();
    this.#objects[slot] = error;
    let stack: unknown;
    for (let tag = this.#tag(); tag !== "."; tag = this.#tag()) {
      const value = this.value();
      if (tag === "m") Object.defineProperty(error, "message", { ...hiddenProperty, value });
      else if (tag === "c") Object.defineProperty(error, "cause", { ...hiddenProperty, value });
      else stack = value;
    }
    Object.defineProperty(error, "stack", { ...hiddenProperty, value: stack });
    return error;
  }
  #hostObject(): unknown {
    const slot = this.#objects.length;
    this.#objects.push(undefined);
    const value = this.#host.readHostObject();
    this.#objects[slot] = value;
    return value;
  }
}
