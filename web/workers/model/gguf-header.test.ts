import { describe, expect, it } from "vitest";
import { ggufOf } from "../../../test/support/gguf.ts";
import { readGgufHeader } from "./gguf-header.ts";

const tiny = new Uint8Array(ggufOf({})).buffer;
const plain = new Uint8Array(ggufOf({ name: " ", fim: false })).buffer;

const read = (bytes: ArrayBuffer) => readGgufHeader(bytes, bytes.byteLength);

/** The file with bytes of its own at a place. */
function changed(bytes: ArrayBuffer, at: number, ...values: number[]): ArrayBuffer {
  const copy = bytes.slice(0);
  new Uint8Array(copy).set(values, at);
  return copy;
}

describe("a file's header", () => {
  it("tells the model's name, context, control tokens and how long the file must be", () => {
    expect(read(tiny)).toEqual({
      ok: true,
      header: {
        name: "tiny",
        contextTokens: 512,
        parts: 1,
        controlTokens: new Set(["<|endoftext|>", "<|fim_prefix|>", "<|fim_middle|>", "<|fim_suffix|>"]),
        minBytes: expect.any(Number),
      },
    });
  });

  it("may have no name and no tokens for a gap", () => {
    const header = read(plain);
    expect(header.ok && [header.header.name, [...header.header.controlTokens]]).toEqual([undefined, ["<|endoftext|>"]]);
  });

  it("asks for nearly the whole file: a file whose last weights are missing is found out", () => {
    const header = read(tiny);
    const least = header.ok ? header.header.minBytes : 0;
    expect(least).toBeLessThanOrEqual(tiny.byteLength);
    expect(tiny.byteLength - least).toBeLessThan(40_000);
  });
});

describe("what is no whole file", () => {
  it.each([
    ["nothing", new ArrayBuffer(0)],
    ["three bytes", new Uint8Array([71, 71, 85]).buffer],
    ["text", new TextEncoder().encode("These are notes, not a model.").buffer],
  ])("is no GGUF file: %s", (_case, bytes) => {
    expect(read(bytes)).toEqual({ ok: false, code: "not-gguf" });
  });

  it.each([
    ["another version", 4, [9]],
    ["the byte order of other machines", 4, [0, 0, 0, 3]],
    ["more tensors than any model has", 8, [255, 255, 255, 255]],
    ["more fields than any model has", 16, [255, 255, 255, 255]],
  ])("is no GGUF file: %s", (_case, at, values) => {
    expect(read(changed(tiny, at, ...values))).toEqual({ ok: false, code: "not-gguf" });
  });

  it("lacks its end, wherever in the header it is cut", () => {
    const whole = read(tiny);
    const end = whole.ok ? whole.header.minBytes : 0;
    expect(end).toBeGreaterThan(5_000);
    for (let length = 24; length < 9_000; length += 131) {
      const cut = tiny.slice(0, length);
      expect(readGgufHeader(cut, cut.byteLength)).toEqual({ ok: false, code: "truncated" });
    }
  });

  it("never makes it throw or run on, whichever byte is wrong", () => {
    for (let at = 4; at < 9_000; at += 37) {
      const codes = read(changed(tiny, at, 255, 255, 255));
      expect(codes.ok || ["not-gguf", "truncated"].includes(codes.code)).toBe(true);
    }
  });
});
