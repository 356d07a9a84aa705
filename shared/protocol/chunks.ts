/**
 * Large payloads in parts (rule SY4). A chunk frame repeats seq, origin and author of the whole; its payload is
 * `kind u8 · index varint · count varint · total bytes varint · data`. Parts of one frame follow each other in order.
 */
import { readVarint, writeVarint } from "../lib/varint.ts";
import { wireLimits } from "./limits.ts";
import { encodeSyncFrame, type FrameKind, frameKinds, type SyncFrame } from "./sync-frame.ts";

/** The encoded frame, or its chunk frames when the payload exceeds 256 KiB. */
export function encodeChunked(frame: SyncFrame): Uint8Array[] {
  const { payload } = frame;
  if (payload.length <= wireLimits.chunkBytes) return [encodeSyncFrame(frame)];
  const count = Math.ceil(payload.length / wireLimits.chunkBytes);
  return Array.from({ length: count }, (_, index) => {
    const head: number[] = [frameKinds[frame.kind]];
    writeVarint(index, head);
    writeVarint(count, head);
    writeVarint(payload.length, head);
    const data = payload.subarray(index * wireLimits.chunkBytes, (index + 1) * wireLimits.chunkBytes);
    const part = new Uint8Array(head.length + data.length);
    part.set(head);
    part.set(data, head.length);
    return encodeSyncFrame({ ...frame, kind: "chunk", payload: part });
  });
}

/** What became of one chunk: more are to come, the whole frame, or a reason to close. */
export type Assembled =
  | { state: "waiting" }
  | { state: "whole"; frame: SyncFrame }
  | { state: "bad" }
  | { state: "too-large" };

interface Pending {
  kind: FrameKind;
  seq: number;
  next: number;
  count: number;
  received: number;
  whole: Uint8Array;
}

/** Puts the chunks of one connection together; holds at most one unfinished set of at most `maxBytes`. */
export class ChunkAssembler {
  #pending: Pending | undefined;
  readonly #maxBytes: number;

  constructor(maxBytes: number = wireLimits.maxPendingChunkBytes) {
    this.#maxBytes = maxBytes;
  }

  accept(frame: SyncFrame): Assembled {
    const part = readPart(frame.payload);
    if (!part) return this.#drop("bad");
    if (part.total > this.#maxBytes) return this.#drop("too-large");
    if (part.index === 0 && !this.#pending) {
      this.#pending = { ...part, seq: frame.seq, next: 0, received: 0, whole: new Uint8Array(part.total) };
    }
    const pending = this.#pending;
    const fits = pending && pending.seq === frame.seq && pending.kind === part.kind && pending.next === part.index;
    if (!fits || pending.received + part.data.length > pending.whole.length) return this.#drop("bad");
    pending.whole.set(part.data, pending.received);
    pending.received += part.data.length;
    pending.next++;
    if (pending.next < pending.count) return { state: "waiting" };
    this.#pending = undefined;
    if (pending.received !== pending.whole.length) return { state: "bad" };
    return { state: "whole", frame: { ...frame, kind: pending.kind, payload: pending.whole } };
  }

  #drop(state: "bad" | "too-large"): Assembled {
    this.#pending = undefined;
    return { state };
  }
}

function readPart(payload: Uint8Array) {
  const kind =
    payload[0] === frameKinds.update ? "update" : payload[0] === frameKinds.snapshot ? "snapshot" : undefined;
  const index = readVarint(payload, 1);
  const count = index && readVarint(payload, index.next);
  const total = count && readVarint(payload, count.next);
  if (!kind || !total || count.value < 1 || index.value >= count.value) return undefined;
  const fullSize = Math.ceil(total.value / wireLimits.chunkBytes) === count.value;
  if (!fullSize) return undefined;
  return {
    kind: kind as FrameKind,
    index: index.value,
    count: count.value,
    total: total.value,
    data: payload.subarray(total.next),
  };
}
