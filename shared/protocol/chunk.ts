/**
 * A payload over 256 KiB in pieces (rule SY4). The payload of a `chunk` frame is
 * `kind u8 (update or snapshot: what the pieces make) · index varint · count varint · bytes`.
 * The pieces of one set follow each other in order under one seq; only one set is open at a time.
 */
import { readVarint, writeVarint } from "../lib/varint.ts";
import { wireLimits } from "./limits.ts";
import { encodeSyncFrame, frameKinds, type SyncFrame } from "./sync-frame.ts";

export type ChunkedKind = "update" | "snapshot";

/** The frame as it goes over the wire: itself when small, else its chunk frames in order. */
export function encodeWithChunks(frame: SyncFrame & { kind: ChunkedKind }): Uint8Array[] {
  const { payload } = frame;
  if (payload.length <= wireLimits.chunkBytes) return [encodeSyncFrame(frame)];
  const count = Math.ceil(payload.length / wireLimits.chunkBytes);
  return Array.from({ length: count }, (_, index) => {
    const head: number[] = [frameKinds[frame.kind]];
    writeVarint(index, head);
    writeVarint(count, head);
    const piece = payload.subarray(index * wireLimits.chunkBytes, (index + 1) * wireLimits.chunkBytes);
    const bytes = new Uint8Array(head.length + piece.length);
    bytes.set(head);
    bytes.set(piece, head.length);
    return encodeSyncFrame({ ...frame, kind: "chunk", payload: bytes });
  });
}

export type Collected =
  | { state: "open" }
  | { state: "complete"; frame: SyncFrame & { kind: ChunkedKind } }
  | { state: "refused"; reason: "bad-frame" | "too-large" };

/** Puts the pieces of chunk frames together, holding at most `maxBytes` of an unfinished set. */
export class ChunkCollector {
  private readonly maxBytes: number;
  private pieces: Uint8Array[] = [];
  private bytes = 0;
  private key = "";

  constructor(maxBytes: number = wireLimits.maxPendingChunkBytes) {
    this.maxBytes = maxBytes;
  }

  /** Whether a set has begun and is not finished. */
  get open(): boolean {
    return this.pieces.length > 0;
  }

  /** Takes the next chunk frame; the whole frame comes back with the last piece. */
  add(frame: SyncFrame): Collected {
    const piece = readPiece(frame.payload);
    if (!piece || piece.index !== this.pieces.length || piece.index >= piece.count) return this.refuse("bad-frame");
    const key = `${piece.kind}:${frame.seq}:${piece.count}`;
    if (this.open && key !== this.key) return this.refuse("bad-frame");
    this.bytes += piece.bytes.length;
    if (this.bytes > this.maxBytes) return this.refuse("too-large");
    this.key = key;
    // Copied: the piece is a view on a frame that the socket may reuse.
    this.pieces.push(piece.bytes.slice());
    if (this.pieces.length < piece.count) return { state: "open" };
    const payload = join(this.pieces, this.bytes);
    this.reset();
    return { state: "complete", frame: { ...frame, kind: piece.kind, payload } };
  }

  reset(): void {
    this.pieces = [];
    this.bytes = 0;
  }

  private refuse(reason: "bad-frame" | "too-large"): Collected {
    this.reset();
    return { state: "refused", reason };
  }
}

interface Piece {
  kind: ChunkedKind;
  index: number;
  count: number;
  bytes: Uint8Array;
}

function readPiece(payload: Uint8Array): Piece | undefined {
  const kind =
    payload[0] === frameKinds.update ? "update" : payload[0] === frameKinds.snapshot ? "snapshot" : undefined;
  const index = readVarint(payload, 1);
  const count = index && readVarint(payload, index.next);
  if (!kind || !index || !count || count.next >= payload.length) return undefined;
  const bytes = payload.subarray(count.next);
  // Only the last piece may be short: one that was cut on its way is caught here, not by the CRDT.
  if (index.value < count.value - 1 && bytes.length !== wireLimits.chunkBytes) return undefined;
  return { kind, index: index.value, count: count.value, bytes };
}

function join(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const piece of pieces) {
    whole.set(piece, offset);
    offset += piece.length;
  }
  return whole;
}
