/** Byte strings and the integers written in them. */
import { joinBytes } from "../bindings/join-bytes.ts";

export const noBytes = new Uint8Array(0);

export function concatBytes(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  return joinBytes(parts);
}

/** Takes as long for a difference at the start as for one at the end. */
export function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false;
  let difference = 0;
  for (let index = 0; index < left.length; index++) difference |= (left[index] ?? 0) ^ (right[index] ?? 0);
  return difference === 0;
}

/** `left ^ right`, as long as `left`. */
export function xorBytes(left: Uint8Array, right: Uint8Array): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(left.length);
  for (let index = 0; index < left.length; index++) result[index] = (left[index] ?? 0) ^ (right[index] ?? 0);
  return result;
}

const hexDigits = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

export function toHex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += hexDigits[byte] ?? "";
  return text;
}

export function fromHex(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: text.length >> 1 }, (_, index) =>
    Number.parseInt(text.slice(2 * index, 2 * index + 2), 16),
  );
}

/** The big-endian unsigned integer in `bytes`. */
export function toBigInt(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${toHex(bytes)}`);
}

/** Big-endian, in as few bytes as hold it or in exactly `length`; higher bytes are cut off. */
export function fromBigInt(value: bigint, length?: number): Uint8Array<ArrayBuffer> {
  const digits = value.toString(16);
  const whole = fromHex(digits.length % 2 === 0 ? digits : `0${digits}`);
  if (length === undefined || whole.length === length) return whole;
  if (whole.length > length) return whole.slice(whole.length - length);
  const padded = new Uint8Array(length);
  padded.set(whole, length - whole.length);
  return padded;
}

export function bitLength(value: bigint): number {
  return value === 0n ? 0 : value.toString(2).length;
}

const utf8 = new TextEncoder();
const fromUtf8 = new TextDecoder();

export function utf8Bytes(text: string): Uint8Array<ArrayBuffer> {
  return utf8.encode(text);
}

export function utf8Text(bytes: Uint8Array): string {
  return fromUtf8.decode(bytes.slice());
}

export function latin1Bytes(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

export function latin1Text(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** `crypto.getRandomValues` refuses more at once. */
const randomPortionBytes = 65_536;

export function randomBytes(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += randomPortionBytes) {
    globalThis.crypto.getRandomValues(bytes.subarray(at, at + randomPortionBytes));
  }
  return bytes;
}
