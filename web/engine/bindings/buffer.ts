import type { Binding, Runtime } from "../boot/runtime.ts";
import { codedError } from "../boot/uv-errors.ts";
import { compareBytes, findBytes } from "./byte-search.ts";
import { bytesOf, decodeBytes, encodeText, encodingNumber, encodings, utf8Length } from "./text-encodings.ts";

type Bytes = ArrayBufferView;
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const invalidFill = -1;
const outOfRangeFill = -2;

export function createBufferBinding(runtime: Runtime): Binding {
  return { ...runtime.data("buffer"), ...slices(), ...writes(runtime), ...searches(), ...changes(), ...checks() };
}

function rangeError(code: string, message: string): Error {
  return codedError(RangeError as unknown as ErrorConstructor, code, message);
}

function range(length: number, start: unknown, end: unknown): [number, number] {
  const from = start === undefined ? 0 : Math.trunc(Number(start)) || 0;
  let to = end === undefined ? length : Math.trunc(Number(end)) || 0;
  if (from < 0) throw rangeError("ERR_OUT_OF_RANGE", "Index out of range");
  if (to < from) to = from;
  if (to > length) throw rangeError("ERR_OUT_OF_RANGE", "Index out of range");
  return [from, to];
}

function slices(): Binding {
  const slice =
    (encoding: number) =>
    (source: Bytes, start?: unknown, end?: unknown): string => {
      const bytes = bytesOf(source);
      const [from, to] = range(bytes.length, start, end);
      return from === to ? "" : decodeBytes(bytes.subarray(from, to), encoding);
    };
  return {
    asciiSlice: slice(encodings.ascii),
    base64Slice: slice(encodings.base64),
    base64urlSlice: slice(encodings.base64url),
    latin1Slice: slice(encodings.latin1),
    hexSlice: slice(encodings.hex),
    ucs2Slice: slice(encodings.ucs2),
    utf8Slice: slice(encodings.utf8),
  };
}

function writes(runtime: Runtime): Binding {
  const encoder = new runtime.host.TextEncoder();
  const write = (
    target: Bytes,
    text: unknown,
    offset: number | undefined,
    length: number | undefined,
    encoding: number,
  ) => {
    if (typeof text !== "string") {
      throw codedError(TypeError as unknown as ErrorConstructor, "ERR_INVALID_ARG_TYPE", "argument must be a string");
    }
    const bytes = bytesOf(target);
    const at = offset ?? 0;
    if (at > bytes.length) throw rangeError("ERR_BUFFER_OUT_OF_BOUNDS", '"offset" is outside of buffer bounds');
    const room = Math.min(length ?? bytes.length - at, bytes.length - at);
    if (room <= 0) return 0;
    if (encoding === encodings.utf8 && bytes.buffer instanceof ArrayBuffer && !bytes.buffer.resizable) {
      return encoder.encodeInto(text, bytes.subarray(at, at + room)).written;
    }
    const encoded = encodeText(text, encoding);
    const usable = encoding === encodings.ucs2 ? room & ~1 : room;
    const written = encoding === encodings.utf8 ? wholeCharacters(encoded, usable) : encoded.subarray(0, usable);
    bytes.set(written, at);
    return written.length;
  };
  const fixed = (encoding: number) => (target: Bytes, text: unknown, offset?: number, length?: number) =>
    write(target, text, offset, length, encoding);
  return {
    base64Write: fixed(encodings.base64),
    base64urlWrite: fixed(encodings.base64url),
    hexWrite: fixed(encodings.hex),
    ucs2Write: fixed(encodings.ucs2),
    asciiWriteStatic: fixed(encodings.latin1),
    latin1WriteStatic: fixed(encodings.latin1),
    utf8WriteStatic: fixed(encodings.utf8),
  };
}

function wholeCharacters(encoded: Uint8Array, room: number): Uint8Array {
  if (encoded.length <= room) return encoded;
  let end = room;
  while (end > 0 && ((encoded[end] ?? 0) & 0xc0) === 0x80) end--;
  return encoded.subarray(0, end);
}

function searches(): Binding {
  const step = (encoding: number) => (encoding === encodings.ucs2 ? 2 : 1);
  return {
    compare: (left: Bytes, right: Bytes) => compareBytes(bytesOf(left), bytesOf(right)),
    compareOffset(
      source: Bytes,
      target: Bytes,
      targetStart: number,
      sourceStart: number,
      targetLength: number,
      sourceLength: number,
    ) {
      const left = bytesOf(source);
      const right = bytesOf(target);
      if (sourceStart > left.length)
        throw rangeError("ERR_OUT_OF_RANGE", 'The value of "sourceStart" is out of range.');
      if (targetStart > right.length)
        throw rangeError("ERR_OUT_OF_RANGE", 'The value of "targetStart" is out of range.');
      return compareBytes(
        left.subarray(sourceStart, sourceStart + sourceLength),
        right.subarray(targetStart, targetStart + targetLength),
      );
    },
    indexOfBuffer: (bytes: Bytes, value: Bytes, offset: number, encoding: number, forward: boolean) =>
      findBytes(bytesOf(bytes), bytesOf(value), Number(offset), forward, step(encoding)),
    indexOfNumber: (bytes: Bytes, value: number, offset: number, forward: boolean) =>
      findBytes(bytesOf(bytes), Uint8Array.of(value & 0xff), Number(offset), forward, 1),
    indexOfString: (bytes: Bytes, value: string, offset: number, encoding: number, forward: boolean) =>
      findBytes(bytesOf(bytes), encodeText(value, encoding), Number(offset), forward, step(encoding)),
  };
}

function changes(): Binding {
  const swap = (size: number) => (target: Bytes) => {
    const bytes = bytesOf(target);
    for (let at = 0; at + size <= bytes.length; at += size) bytes.subarray(at, at + size).reverse();
    return target;
  };
  return {
    setBufferPrototype() {},
    setDetachKey() {},
    copy(source: Bytes, target: Bytes, targetStart: number, sourceStart: number, count: number) {
      bytesOf(target).set(bytesOf(source).subarray(sourceStart, sourceStart + count), targetStart);
      return count;
    },
    copyArrayBuffer(target: ArrayBuffer, targetStart: number, source: ArrayBuffer, sourceStart: number, count: number) {
      new Uint8Array(target, targetStart, count).set(new Uint8Array(source, sourceStart, count));
    },
    createUnsafeArrayBuffer: (size: number) => new ArrayBuffer(size),
    fill(target: Bytes, value: unknown, start: number, end: number, encoding: unknown) {
      const bytes = bytesOf(target);
      if (start < 0 || end > bytes.length) return outOfRangeFill;
      if (start >= end) return undefined;
      if (typeof value !== "string" && !ArrayBuffer.isView(value)) {
        bytes.fill(Number(value) & 0xff, start, end);
        return undefined;
      }
      const pattern = typeof value === "string" ? encodeText(value, encodingNumber(encoding)) : bytesOf(value).slice();
      if (pattern.length === 0) return invalidFill;
      for (let at = start; at < end; at += pattern.length) bytes.set(pattern.subarray(0, end - at), at);
      return undefined;
    },
    swap16: swap(2),
    swap32: swap(4),
    swap64: swap(8),
  };
}

function checks(): Binding {
  return {
    byteLengthUtf8: utf8Length,
    isUtf8(bytes: Bytes) {
      try {
        strict.decode(bytesOf(bytes).slice());
        return true;
      } catch {
        return false;
      }
    },
    isAscii: (bytes: Bytes) => bytesOf(bytes).every((byte) => byte < 0x80),
    /** -1: a character outside Latin-1. */
    btoa(value: unknown) {
      const text = String(value);
      for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 0xff) return -1;
      return decodeBytes(encodeText(text, encodings.latin1), encodings.base64);
    },
    /** -1: an invalid character, -2: a single character left over, -3: a broken end. */
    atob(value: unknown) {
      let text = String(value).replace(/[\t\n\f\r ]/g, "");
      if (text.length % 4 === 0) text = text.replace(/==?$/, "");
      if (/[^A-Za-z0-9+/]/.test(text)) return -1;
      if (text.length % 4 === 1) return -2;
      return decodeBytes(encodeText(text, encodings.base64), encodings.latin1);
    },
  };
}
