/** V8's value serialization format, version 15, as `v8.serialize` and messages between threads write it. */
import { typeOf } from "./serdes-types.ts";

export interface WriterHost {
  writeHostObject(value: object): void;
  cloneError(message: string): Error;
  isProxy(value: object): boolean;
  /** True for what Node clones by its own rules. */
  isHostObject?(value: object): boolean;
  /** Number of a buffer in the list of what is transferred. */
  transferred?(buffer: ArrayBuffer): number | undefined;
  /** Number of something that only the platform can share; without it such a value cannot be cloned. */
  attach?(value: object): number;
}

const version = 15;
const maxSmallInteger = 2 ** 30 - 1;
const viewFlags = { lengthTracking: 1, resizable: 2 } as const;
const functionTextLimit = 128;
const objectToString = Object.prototype.toString;

export class ValueWriter {
  readonly #host: WriterHost;
  #bytes = new Uint8Array(256);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;
  #ids = new Map<object, number>();
  viewsAreHostObjects = false;

  constructor(host: WriterHost) {
    this.#host = host;
  }
  header(): void {
    this.#byte(0xff);
    this.#byte(version);
  }
  /** The bytes so far; the next value starts anew. */
  release(): Uint8Array<ArrayBuffer> {
    const bytes = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    this.#ids = new Map();
    return bytes;
  }
  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }
  varint(value: number | bigint): void {
    if (typeof value === "bigint") {
      let rest = value;
      for (; rest > 0x7fn; rest >>= 7n) this.#byte(Number(rest & 0x7fn) | 0x80);
      this.#byte(Number(rest));
      return;
    }
    let rest = value;
    for (; rest > 0x7f; rest = Math.floor(rest / 128)) this.#byte((rest % 128) | 0x80);
    this.#byte(rest);
  }
  double(value: number): void {
    this.#reserve(8);
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
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
        throw this.#refusal(value);
    }
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + count));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
  #byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }
  #tag(tag: string): void {
    this.#byte(tag.charCodeAt(0));
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
    const start = this.#length;
    const { length } = text;
    this.#tag('"');
    this.varint(length);
    this.#reserve(length);
    for (let index = 0; index < length; index++) {
      const unit = text.charCodeAt(index);
      if (unit > 0xff) {
        this.#length = start;
        this.#wideString(text);
        return;
      }
      this.#bytes[this.#length++] = unit;
    }
  }
  #wideString(text: string): void {
    const count = text.length * 2;
    // Two-byte text is aligned: one byte of padding where the tag and length make it odd.
    const lengthBytes = count < 0x80 ? 1 : count < 0x4000 ? 2 : count < 0x200000 ? 3 : 4;
    if ((this.#length + 1 + lengthBytes) % 2 === 1) this.#byte(0);
    this.#tag("c");
    this.varint(count);
    this.#reserve(count);
    for (let index = 0; index < text.length; index++, this.#length += 2) {
      this.#view.setUint16(this.#length, text.charCodeAt(index), true);
    }
  }
  #object(value: object): void {
    if (this.#writeReference(value)) return;
    if (ArrayBuffer.isView(value) && !this.viewsAreHostObjects) {
      if (!this.#writeReference(value.buffer)) {
        this.#ids.set(value.buffer, this.#ids.size);
        this.#buffer(value.buffer);
      }
    }
    this.#ids.set(value, this.#ids.size);
    if (this.#host.isProxy(value)) throw this.#refusal(value);
    const type = typeOf(value);
    // As in V8, only what has no kind of its own there.
    if ((type === "object" || type === "error" || type === "other") && this.#host.isHostObject?.(value)) {
      return this.#hostObject(value);
    }
    switch (type) {
      case "object":
        return this.#plain(value);
      case "array":
        return this.#array(value as unknown[]);
      case "view":
        return this.#viewOf(value as ArrayBufferView);
      case "buffer":
        return this.#buffer(value as ArrayBuffer);
      case "date":
        this.#tag("D");
        return this.double(Reflect.apply(Date.prototype.getTime, value, []));
      case "regexp":
        return this.#regexp(value as RegExp);
      case "map":
        return this.#map(value as Map<unknown, unknown>);
      case "set":
        return this.#set(value as Set<unknown>);
      case "error":
        return this.#error(value as Error);
      case "boxed":
        return this.#boxed((value as { valueOf(): unknown }).valueOf());
      case "module":
        return this.#attachment("w", value);
      case "memory":
        return this.#attachment("m", value);
      default:
        throw this.#refusal(value);
    }
  }
  #writeReference(value: object): boolean {
    const known = this.#ids.get(value);
    if (known === undefined) return false;
    this.#tag("^");
    this.varint(known);
    return true;
  }
  #hostObject(value: object): void {
    this.#tag("\\");
    this.#host.writeHostObject(value);
  }
  #attachment(tag: string, value: object): void {
    const number = this.#host.attach?.(value);
    if (number === undefined) throw this.#refusal(value);
    this.#tag(tag);
    this.varint(number);
  }
  #plain(value: object): void {
    this.#tag("o");
    const count = this.#properties(value, Object.keys(value));
    this.#tag("{");
    this.varint(count);
  }
  #properties(value: object, keys: string[]): number {
    let count = 0;
    for (const key of keys) {
      // A getter may have taken away what comes after it.
      if (!Object.hasOwn(value, key)) continue;
      const item: unknown = Reflect.get(value, key);
      this.value(isIndex(key) ? Number(key) : key);
      this.value(item);
      count++;
    }
    return count;
  }
  #array(value: unknown[]): void {
    const { length } = value;
    const keys = Object.keys(value);
    const isDense = keys.length >= length && (length === 0 || keys[length - 1] === String(length - 1));
    if (!isDense) {
      this.#tag("a");
      this.varint(length);
      const count = this.#properties(value, keys);
      this.#tag("@");
      this.varint(count);
      this.varint(length);
      return;
    }
    this.#tag("A");
    this.varint(length);
    for (let index = 0; index < length; index++) {
      if (Object.hasOwn(value, index)) this.value(value[index]);
      else this.#tag("-");
    }
    const count = this.#properties(value, keys.slice(length));
    this.#tag("$");
    this.varint(count);
    this.varint(length);
  }
  #map(map: Map<unknown, unknown>): void {
    this.#tag(";");
    const items: unknown[] = [];
    Map.prototype.forEach.call(map, (item, key) => items.push(key, item));
    for (const item of items) this.value(item);
    this.#tag(":");
    this.varint(items.length);
  }
  #set(set: Set<unknown>): void {
    this.#tag("'");
    const items: unknown[] = [];
    Set.prototype.forEach.call(set, (item) => items.push(item));
    for (const item of items) this.value(item);
    this.#tag(",");
    this.varint(items.length);
  }
  #regexp(value: RegExp): void {
    this.#tag("R");
    this.#string(value.source);
    const bits = ["g", "i", "m", "y", "u", "s", "d", "", "v"].map((flag, index) =>
      flag !== "" && value.flags.includes(flag) ? 1 << index : 0,
    );
    this.varint(bits.reduce((all, bit) => all | bit, 0));
  }
  #boxed(value: unknown): void {
    if (typeof value === "boolean") return this.#tag(value ? "y" : "x");
    if (typeof value === "number") {
      this.#tag("n");
      return this.double(value);
    }
    if (typeof value === "bigint") {
      this.#tag("z");
      return this.#bigint(value);
    }
    if (typeof value !== "string") throw this.#refusal(Object(value));
    this.#tag("s");
    this.#string(value);
  }
  #buffer(buffer: ArrayBufferLike): void {
    if (!(buffer instanceof ArrayBuffer)) return this.#attachment("u", buffer);
    const number = this.#host.transferred?.(buffer);
    if (number !== undefined) {
      this.#tag("t");
      return this.varint(number);
    }
    if (buffer.detached) throw this.#host.cloneError("An ArrayBuffer is detached and could not be cloned.");
    this.#tag(buffer.resizable ? "~" : "B");
    this.varint(buffer.byteLength);
    if (buffer.resizable) this.varint(buffer.maxByteLength);
    this.raw(new Uint8Array(buffer));
  }
  #viewOf(view: ArrayBufferView): void {
    if (this.viewsAreHostObjects) return this.#hostObject(view);
    const tag = viewTags[kindOfView(view)];
    if (tag === undefined) throw this.#refusal(view);
    this.#tag("V");
    this.#tag(tag);
    this.varint(view.byteOffset);
    this.varint(view.byteLength);
    const isResizable = view.buffer instanceof ArrayBuffer && view.buffer.resizable;
    this.varint(isResizable ? viewFlags.resizable | (tracksLength(view) ? viewFlags.lengthTracking : 0) : 0);
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
    const prototype = prototypes[String(error.name)];
    if (prototype) this.#tag(prototype);
    if (Object.hasOwn(error, "message")) {
      this.#tag("m");
      this.#string(String(error.message));
    }
    if (Object.hasOwn(error, "cause")) {
      this.#tag("c");
      this.value(error.cause);
    }
    if (typeof error.stack === "string") {
      this.#tag("s");
      this.#string(error.stack);
    }
    this.#tag(".");
  }
  #refusal(value: unknown): Error {
    return this.#host.cloneError(`${describe(value)} could not be cloned.`);
  }
}

function isIndex(key: string): boolean {
  return /^(0|[1-9]\d{0,9})$/.test(key) && Number(key) < 2 ** 32 - 1;
}

function kindOfView(view: ArrayBufferView): string {
  return view instanceof DataView ? "DataView" : objectToString.call(view).slice(8, -1);
}

/** Only V8 knows for sure: a view of a fixed length may reach to the end as well. */
function tracksLength(view: ArrayBufferView): boolean {
  return view.byteOffset + view.byteLength === view.buffer.byteLength;
}

/** A value in V8's own words. */
function describe(value: unknown): string {
  if (typeof value === "function") {
    const text = Function.prototype.toString.call(value);
    return text.length > functionTextLimit ? `${text.slice(0, functionTextLimit - 17)}...<omitted>...\n}` : text;
  }
  if (typeof value !== "object" || value === null) return String(value);
  const maker = plainProperty(value, "constructor");
  const isPlainText = plainProperty(value, "toString") === objectToString;
  if (isPlainText && typeof maker === "function" && maker.name !== "") return `#<${maker.name}>`;
  return objectToString.call(value);
}

/** Without running a getter. */
function plainProperty(value: object, key: string): unknown {
  for (let holder: object | null = value; holder; holder = Object.getPrototypeOf(holder)) {
    const descriptor = Object.getOwnPropertyDescriptor(holder, key);
    if (descriptor) return descriptor.value;
  }
  return undefined;
}

export const viewTags: Record<string, string> = {
  Int8Array: "b",
  Uint8Array: "B",
  Uint8ClampedArray: "C",
  Int16Array: "w",
  Uint16Array: "W",
  Int32Array: "d",
  Uint32Array: "D",
  Float16Array: "h",
  Float32Array: "f",
  Float64Array: "F",
  BigInt64Array: "q",
  BigUint64Array: "Q",
  DataView: "?",
};
