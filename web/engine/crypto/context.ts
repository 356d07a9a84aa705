/** What the classes and functions of the binding share. */

import { bytesOf, decodeBytes, encodeText, encodingNumber } from "../bindings/text-encodings.ts";
import type { EngineRuntime } from "../boot/bootstrap.ts";
import type { Binding } from "../boot/runtime.ts";
import { nodeError } from "./errors.ts";

export interface CryptoContext {
  runtime: EngineRuntime;
  /** Constants of the native binding. */
  constants: Binding;
}

/** Text in an encoding, or bytes. */
export type Data = string | ArrayBufferView | ArrayBuffer;

/** OpenSSL counts bytes in signed 32-bit integers. */
const mostBytes = 2 ** 31 - 1;

function checkSize(bytes: Uint8Array): Uint8Array {
  if (bytes.length > mostBytes) throw nodeError("ERR_OUT_OF_RANGE", "buffer is too big", RangeError);
  return bytes;
}

export function toBytes(data: Data, encoding?: unknown): Uint8Array {
  return typeof data === "string" ? encodeText(data, encodingNumber(encoding)) : checkSize(bytesOf(data));
}

/** Bytes of an argument that may be left out. */
export function optionalBytes(value: unknown): Uint8Array | undefined {
  return ArrayBuffer.isView(value) || value instanceof ArrayBuffer || value instanceof SharedArrayBuffer
    ? checkSize(bytesOf(value))
    : undefined;
}

/** A Buffer with these bytes and memory of its own: Node's library hands on the whole `buffer` behind it. */
export function toBuffer({ runtime }: CryptoContext, bytes: Uint8Array): Uint8Array {
  const { Buffer } = runtime.requireBuiltin("buffer") as { Buffer: { from(memory: ArrayBuffer): Uint8Array } };
  return Buffer.from(toArrayBuffer(bytes));
}

/** Text in an encoding, or a Buffer. */
export function output(context: CryptoContext, bytes: Uint8Array, encoding: unknown): unknown {
  if (typeof encoding === "string" && encoding !== "buffer") return decodeBytes(bytes, encodingNumber(encoding));
  return toBuffer(context, bytes);
}

export function toArrayBuffer(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}
