import { expect, test } from "vitest";
import { ChunkCollector, encodeWithChunks } from "./chunk.ts";
import { wireLimits } from "./limits.ts";
import { decodeSyncFrame, type SyncFrame } from "./sync-frame.ts";

const bytes = Uint8Array.from({ length: 3 * wireLimits.chunkBytes - 5 }, (_, index) => index % 251);
const frame = { kind: "update", seq: 7, origin: "paste", author: "ada", payload: bytes } as const;

function decoded(frames: Uint8Array[]): SyncFrame[] {
  return frames.map((each) => decodeSyncFrame(each)).filter((each) => each !== undefined);
}

test("[SY4] an update of 256 KiB travels whole, one byte more as chunks", () => {
  const small = { ...frame, payload: bytes.subarray(0, wireLimits.chunkBytes) };
  expect(decoded(encodeWithChunks(small)).map((part) => part.kind)).toEqual(["update"]);
  const larger = { ...frame, payload: bytes.subarray(0, wireLimits.chunkBytes + 1) };
  expect(decoded(encodeWithChunks(larger)).map((part) => part.kind)).toEqual(["chunk", "chunk"]);
});

test("[SY4] chunks in order give the frame back", () => {
  const collector = new ChunkCollector();
  const answers = decoded(encodeWithChunks(frame)).map((part) => collector.add(part));
  expect(answers.map((answer) => answer.state)).toEqual(["open", "open", "complete"]);
  expect(answers[2]).toEqual({ state: "complete", frame });
});

test("[SY4] chunks that are swapped, doubled, cut short or of two sets are refused", () => {
  const [first, second, third] = decoded(encodeWithChunks(frame));
  if (!first || !second || !third) throw new Error("three chunks expected");
  const short = { ...second, payload: second.payload.subarray(0, -1) };
  const other = { ...second, seq: 8 };
  for (const sequence of [[second], [first, third], [first, first], [first, short, third], [first, other]]) {
    const collector = new ChunkCollector();
    expect(sequence.map((part) => collector.add(part).state)).toContain("refused");
  }
});

test("[SY4] a set larger than the bound is refused", () => {
  const collector = new ChunkCollector(bytes.length - 1);
  const answers = decoded(encodeWithChunks(frame)).map((part) => collector.add(part));
  expect(answers.at(-1)).toEqual({ state: "refused", reason: "too-large" });
});

test("[SY4] the smallest nonsense is refused", () => {
  for (const payload of [[], [9], [2, 0], [2, 1, 1, 5], [2, 0, 0, 0], [2, 0, 200, 1, 5]]) {
    const part: SyncFrame = { ...frame, kind: "chunk", payload: Uint8Array.from(payload) };
    expect(new ChunkCollector().add(part).state).toBe("refused");
  }
});
