/**
 * Paths are bytes in Node and text in the kernel. A byte that is no UTF-8 stands in the text as a lone surrogate (U+DC00 + byte), which
 * no UTF-8 can mean, and becomes the same byte again where a program asks for bytes.
 */
import type { Runtime } from "../boot/runtime.ts";
import { bytesOf, decodeBytes, encodeText, encodingNumber, encodings } from "./text-encodings.ts";
import { toBuffer } from "./to-buffer.ts";

export type PathLike = string | Uint8Array;

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const escapeBase = 0xdc00;
const escaped = /[\u{dc80}-\u{dcff}]/u;

/** The kernel's text of a path. */
export function pathText(path: PathLike): string {
  return typeof path === "string" ? path.toWellFormed() : bytesText(bytesOf(path));
}

function decodeStrictly(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes.slice());
  } catch {
    return undefined; // not UTF-8: the caller goes through it piece by piece
  }
}

function bytesText(bytes: Uint8Array): string {
  const whole = decodeStrictly(bytes);
  if (whole !== undefined) return whole;
  let text = "";
  for (let at = 0; at < bytes.length; ) {
    const lead = bytes[at] ?? 0;
    const length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    const part = lead >= 0x80 && lead < 0xc0 ? undefined : decodeStrictly(bytes.subarray(at, at + length));
    text += part ?? String.fromCharCode(escapeBase + lead);
    at += part === undefined ? 1 : length;
  }
  return text;
}

/** The bytes that a name of the kernel stands for. */
export function pathBytes(name: string): Uint8Array {
  if (!escaped.test(name)) return encodeText(name, encodings.utf8);
  const parts = [...name].flatMap((character) =>
    escaped.test(character) ? [character.charCodeAt(0) - escapeBase] : [...encodeText(character, encodings.utf8)],
  );
  return Uint8Array.from(parts);
}

/** Gives names and paths back as the program asked: as text, in another encoding, or as Buffers. */
export function namer(runtime: Runtime, encoding: unknown): (name: string) => unknown {
  if (encoding === "buffer") return (name) => toBuffer(runtime, pathBytes(name));
  const number = encodingNumber(encoding ?? "utf8");
  return number === encodings.utf8 ? (name) => name.toWellFormed() : (name) => decodeBytes(pathBytes(name), number);
}
