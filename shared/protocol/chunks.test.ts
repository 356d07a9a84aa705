import { expect, test } from "vitest";
import { ChunkAssembler, encodeChunked } from "./chunks.ts";
import { wireLimits } from "./limits.ts";
import { decodeSyncFrame, type SyncFrame } from "./sync-frame.ts";

const bytes = Uint8Array.from({ length: 3 * wireLimits.chunkBytes - 5 }, (_, index) => index % 251);
const frame: SyncFrame = { kind: "update", seq: 7, origin: "paste", author: "ada", payload: bytes };

function decoded(frames: Uint8Array[]): SyncFrame[] {
  return frames.map((each) => decodeSyncFrame(each)).filter((each) => each !== undefined);
}

test("[SY4] an update of 256 KiB travels whole, one byte more as chunks", () => {
  const small = { ...frame, payload: bytes.subarray(0, wireLimits.chunkBytes) };
  expect(decoded(encodeChunked(small)).map((part) => part.kind)).toEqual(["update"]);
  const larger = { ...frame, payload: bytes.subarray(0, wireLimits.chunkBytes + 1) };
  expect(decoded(encodeChunked(larger)).map((part) => part.kind)).toEqual(["chunk", "chunk"]);
});

test("[SY4] chunks in order give the frame back", () => {
  const assembler = new ChunkAssembler();
  const answers = decoded(encodeChunked(frame)).map((part) => assembler.accept(part));
  expect(answers.map((answer) => answer.state)).toEqual(["waiting", "waiting", "whole"]);
  expect(answers[2]).toEqual({ state: "whole", frame });
});

test("[SY4] chunks that are swapped, doubled, cut short or of two sets are refused", () => {
  const [first, second, third] = decoded(encodeChunked(frame));
  if (!first || !second || !third) throw new Error("three chunks expected");
  const short = { ...third, payload: third.payload.subarray(0, -1) };
  const other = { ...second, seq: 8 };
  for (const sequence of [[second], [first, third], [first, first], [first, second, short], [first, other]]) {
    const assembler = new ChunkAssembler();
    expect(sequence.map((part) => assembler.accept(part).state).at(-1)).toBe("bad");
  }
});

test("[SY4] a set larger than the bound is refused with its first chunk", () => {
  const [first] = decoded(encodeChunked(frame));
  expect(first && new ChunkAssembler(bytes.length - 1).accept(first)).toEqual({ state: "too-large" });
});

test("[SY4] the smallest nonsense is refused", () => {
  for (const payload of [[], [9], [2, 0], [2, 1, 1, 5], [2, 0, 0, 0], [2, 0, 200, 1, 5]]) {
    const part: SyncFrame = { ...frame, kind: "chunk", payload: Uint8Array.from(payload) };
    expect(new ChunkAssembler().accept(part)).toEqual({ state: "bad" });
  }
});
