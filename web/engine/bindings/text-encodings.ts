import { codedError } from "../boot/uv-errors.ts";

/** Node's byte encodings, by the numbers of `enum encoding` in its C++ (`internalBinding('string_decoder').encodings`). */
export const encodings = { ascii: 0, utf8: 1, base64: 2, ucs2: 3, latin1: 4, hex: 5, buffer: 6, base64url: 7 } as const;

const names: Record<string, number> = {
  ...encodings,
  "utf-8": 1,
  "ucs-2": 3,
  utf16le: 3,
  "utf-16le": 3,
  binary: 4,
};

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const base64Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const base64urlAlphabet = `${base64Alphabet.slice(0, 62)}-_`;
const base64Values = new Int8Array(256).fill(-1);
for (let index = 0; index < 64; index++) base64Values[base64Alphabet.charCodeAt(index)] = index;
base64Values["-".charCodeAt(0)] = 62;
base64Values["_".charCodeAt(0)] = 63;
const hexBytes = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
/** `String.fromCharCode` takes its characters as arguments; more than this may overflow the stack. */
const charactersAtOnce = 8192;

/** V8's own limit: `buffer.constants.MAX_STRING_LENGTH`. */
const maxCharacters = 0x1fffffe8;
const charactersAByte: Record<number, number> = {
  [encodings.ucs2]: 1 / 2,
  [encodings.hex]: 2,
  [encodings.base64]: 4 / 3,
  [encodings.base64url]: 4 / 3,
};

/** The number of an encoding given by name or number; UTF-8 for anything unknown. */
export function encodingNumber(encoding: unknown): number {
  if (typeof encoding === "number") return encoding;
  return names[String(encoding ?? "utf8").toLowerCase()] ?? encodings.utf8;
}

export function bytesOf(source: ArrayBufferView | ArrayBufferLike): Uint8Array {
  // A Buffer too becomes a plain view: Buffer's own slice() does not copy and its indexOf() calls back into the binding.
  if (ArrayBuffer.isView(source) && Object.getPrototypeOf(source) === Uint8Array.prototype) return source as Uint8Array;
  if (ArrayBuffer.isView(source)) return new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
  return new Uint8Array(source);
}

/** Text of `bytes`; with encoding `buffer` as Latin-1. */
export function decodeBytes(bytes: Uint8Array, encoding: number): string {
  if (bytes.length * (charactersAByte[encoding] ?? 1) > maxCharacters)
    throw codedError(
      Error,
      "ERR_STRING_TOO_LONG",
      `Cannot create a string longer than 0x${maxCharacters.toString(16)} characters`,
    );
  switch (encoding) {
    case encodings.utf8:
      return decodeUtf8(bytes);
    case encodings.ucs2:
      return decodeUcs2(bytes);
    case encodings.ascii:
      return decodeLatin1(bytes.map((byte) => byte & 0x7f));
    case encodings.base64:
      return encodeBase64(bytes, base64Alphabet, true);
    case encodings.base64url:
      return encodeBase64(bytes, base64urlAlphabet, false);
    case encodings.hex:
      return decodeHex(bytes);
    default:
      return decodeLatin1(bytes);
  }
}

/** Bytes of `text` in an encoding; invalid hexadecimal and base64 end or are skipped as in Node. */
export function encodeText(text: string, encoding: number): Uint8Array {
  switch (encoding) {
    case encodings.ucs2: {
      const bytes = new Uint8Array(text.length * 2);
      for (let index = 0; index < text.length; index++) {
        const code = text.charCodeAt(index);
        bytes[2 * index] = code & 0xff;
        bytes[2 * index + 1] = code >> 8;
      }
      return bytes;
    }
    case encodings.latin1:
    case encodings.ascii: {
      const bytes = new Uint8Array(text.length);
      for (let index = 0; index < text.length; index++) bytes[index] = text.charCodeAt(index);
      return bytes;
    }
    case encodings.base64:
    case encodings.base64url:
      return decodeBase64(text);
    case encodings.hex:
      return encodeHex(text);
    default:
      return encoder.encode(text);
  }
}

export function decodeUtf8(bytes: Uint8Array): string {
  const plain = bytes.buffer instanceof ArrayBuffer && !bytes.buffer.resizable;
  return decoder.decode(plain ? (bytes as Uint8Array<ArrayBuffer>) : new Uint8Array(bytes));
}

export function decodeLatin1(bytes: Uint8Array): string {
  let text = "";
  for (let start = 0; start < bytes.length; start += charactersAtOnce) {
    text += String.fromCharCode(...bytes.subarray(start, start + charactersAtOnce));
  }
  return text;
}

function decodeUcs2(bytes: Uint8Array): string {
  let text = "";
  const codes: number[] = [];
  for (let index = 0; index + 1 < bytes.length; index += 2) {
    codes.push((bytes[index] ?? 0) | ((bytes[index + 1] ?? 0) << 8));
    if (codes.length === charactersAtOnce) text += String.fromCharCode(...codes.splice(0));
  }
  return text + String.fromCharCode(...codes);
}

function decodeHex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += hexBytes[byte] ?? "";
  return text;
}

function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const lower = code | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}

function encodeHex(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length >> 1);
  for (let index = 0; index < bytes.length; index++) {
    const high = hexDigit(text.charCodeAt(2 * index));
    const low = hexDigit(text.charCodeAt(2 * index + 1));
    if (high < 0 || low < 0) return bytes.subarray(0, index);
    bytes[index] = (high << 4) | low;
  }
  return bytes;
}

function encodeBase64(bytes: Uint8Array, alphabet: string, padded: boolean): string {
  let text = "";
  let index = 0;
  for (; index + 2 < bytes.length; index += 3) {
    const group = ((bytes[index] ?? 0) << 16) | ((bytes[index + 1] ?? 0) << 8) | (bytes[index + 2] ?? 0);
    text += `${alphabet[group >> 18]}${alphabet[(group >> 12) & 63]}${alphabet[(group >> 6) & 63]}${alphabet[group & 63]}`;
  }
  const left = bytes.length - index;
  if (left === 1) {
    const byte = bytes[index] ?? 0;
    text += `${alphabet[byte >> 2]}${alphabet[(byte & 3) << 4]}${padded ? "==" : ""}`;
  } else if (left === 2) {
    const pair = ((bytes[index] ?? 0) << 8) | (bytes[index + 1] ?? 0);
    text += `${alphabet[pair >> 10]}${alphabet[(pair >> 4) & 63]}${alphabet[(pair & 15) << 2]}${padded ? "=" : ""}`;
  }
  return text;
}

function decodeBase64(text: string): Uint8Array {
  const bytes = new Uint8Array(Math.ceil((text.length * 3) / 4) + 3);
  let length = 0;
  let bits = 0;
  let pending = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 61) break;
    const value = code < 256 ? (base64Values[code] ?? -1) : -1;
    if (value < 0) continue;
    pending = ((pending << 6) | value) & 0xffffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[length++] = (pending >> bits) & 0xff;
    }
  }
  return bytes.subarray(0, length);
}

/** Bytes that `text` takes in UTF-8, a lone surrogate counted as U+FFFD. */
export function utf8Length(text: string): number {
  let length = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x80) length++;
    else if (code < 0x800) length += 2;
    else if (code >= 0xd800 && code < 0xdc00 && (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00) {
      length += 4;
      index++;
    } else length += 3;
  }
  return length;
}
