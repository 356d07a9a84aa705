/** Tokens that people carry: 128 bits, of which the database only ever sees the SHA-256. */
import { idFromBytes, isId } from "../../shared/workspace/ids.ts";
import type { Random } from "../ports.ts";

const tokenBytes = 16;

export function newId(random: Random): string {
  return idFromBytes(random.bytes(tokenBytes));
}

export function isToken(text: string): boolean {
  return isId(text);
}

export async function hashToken(token: string): Promise<string> {
  return sha256Hex(new TextEncoder().encode(token));
}

export async function sha256Hex(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
