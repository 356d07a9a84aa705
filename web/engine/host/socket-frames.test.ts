import { describe, expect, it } from "vitest";
import { encodeFrame, FrameReader, opcodes } from "./socket-frames.ts";

const mask = Uint8Array.of(0x37, 0xfa, 0x21, 0x3d);
const hello = new TextEncoder().encode("Hello");

describe("frames", () => {
  it("are the examples of RFC 6455, 5.7", () => {
    expect([...encodeFrame(opcodes.text, hello, mask)]).toEqual([
      0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58,
    ]);
    expect(new FrameReader(100).push(Uint8Array.of(0x01, 0x03, 0x48, 0x65, 0x6c, 0x80, 0x02, 0x6c, 0x6f))).toEqual([
      { opcode: opcodes.text, final: false, payload: hello.slice(0, 3) },
      { opcode: opcodes.continuation, final: true, payload: hello.slice(3) },
    ]);
  });

  it.each([125, 126, 65_535, 65_536])("of %i bytes have their length in the shortest form", (length) => {
    const frame = encodeFrame(opcodes.binary, new Uint8Array(length).fill(7), new Uint8Array(4));
    const unmasked = Uint8Array.from(frame);
    const head = frame.length - 4 - length;
    unmasked[1] = (unmasked[1] ?? 0) & 0x7f;
    const asServer = new Uint8Array([...unmasked.subarray(0, head), ...unmasked.subarray(head + 4)]);
    const [read] = framesOf(new FrameReader(70_000).push(asServer));
    expect([head, read?.payload.length, read?.payload.at(-1)]).toEqual([
      length < 126 ? 2 : length < 65_536 ? 4 : 10,
      length,
      7,
    ]);
  });

  it("may come byte by byte", () => {
    const reader = new FrameReader(100);
    const frames = [...Uint8Array.of(0x82, 0x02, 1, 2)].flatMap((byte) => framesOf(reader.push(Uint8Array.of(byte))));
    expect(frames).toEqual([{ opcode: opcodes.binary, final: true, payload: Uint8Array.of(1, 2) }]);
  });

  it.each([
    ["reserved bits", [0xc1, 0x00], 1002],
    ["a masked frame of a server", [0x81, 0x80], 1002],
    ["an unknown opcode", [0x83, 0x00], 1002],
    ["a ping in pieces", [0x09, 0x00], 1002],
    ["a long ping", [0x89, 0x7e], 1002],
    ["more than the limit", [0x82, 0x7e, 0x01, 0x00], 1009],
    ["a length of 2^63", [0x82, 0x7f, 0x80, 0, 0, 0, 0, 0, 0, 0], 1009],
  ])("with %s are refused", (_name, bytes, code) => {
    expect(new FrameReader(100).push(Uint8Array.from(bytes))).toBe(code);
  });
});

function framesOf(result: ReturnType<FrameReader["push"]>) {
  if (typeof result === "number") throw new Error(`refused with ${result}`);
  return result;
}
