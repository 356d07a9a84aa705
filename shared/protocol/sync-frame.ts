/** Binary frames of the sync socket: `kind u8 · seq varint · origin u8 · author · payload` (rule SY1). */
import { readVarint, writeVarint } from "../lib/varint.ts";

export const frameKinds = { stateVector: 1, update: 2, chunk: 3, awareness: 4, snapshot: 5 } as const;
export type FrameKind = keyof typeof frameKinds;

/** How a change came to be: typed by a person, pasted, accepted from the assistant, written by a program, or by the server (template, restore). */
export const origins = ["typed", "paste", "assistant", "program", "server"] as const;
export type Origin = (typeof origins)[number];

export interface SyncFrame {
  kind: FrameKind;
  /** 0 for frames that are not updates. */
  seq: number;
  origin: Origin;
  /** User id, stamped by the server; "" from a client. */
  author: string;
  payload: Uint8Array;
}

const kindByCode = new Map(Object.entries(frameKinds).map(([name, code]) => [code, name as FrameKind]));
const maxAuthorBytes = 128;

export function encodeSyncFrame(frame: SyncFrame): Uint8Array {
  const author = new TextEncoder().encode(frame.author);
  const head: number[] = [frameKinds[frame.kind]];
  writeVarint(frame.seq, head);
  head.push(origins.indexOf(frame.origin));
  writeVarint(author.length, head);
  const bytes = new Uint8Array(head.length + author.length + frame.payload.length);
  bytes.set(head);
  bytes.set(author, head.length);
  bytes.set(frame.payload, head.length + author.length);
  return bytes;
}

/** The frame in `bytes`, or undefined when it cannot be one. The payload is a view, not a copy. */
export function decodeSyncFrame(bytes: Uint8Array): SyncFrame | undefined {
  const kind = kindByCode.get((bytes[0] ?? 0) as 1);
  const seq = readVarint(bytes, 1);
  if (!kind || !seq) return undefined;
  const origin = origins[bytes[seq.next] ?? 255];
  const authorLength = readVarint(bytes, seq.next + 1);
  if (!origin || !authorLength || authorLength.value > maxAuthorBytes) return undefined;
  const payloadStart = authorLength.next + authorLength.value;
  if (payloadStart > bytes.length) return undefined;
  const author = new TextDecoder().decode(bytes.subarray(authorLength.next, payloadStart));
  return { kind, seq: seq.value, origin, author, payload: bytes.subarray(payloadStart) };
}
