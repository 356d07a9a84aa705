import { runInThisContext } from "node:vm";
import * as native from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import type { EngineRuntime } from "../boot/bootstrap.ts";
import { loadChunk } from "../boot/chunk.ts";
import { chunkEntries, chunkScript } from "../build/chunks.ts";

interface Stream {
  onerror?: (message: string, errno: number, code: string) => void;
  init(...args: unknown[]): void;
  writeSync(...args: unknown[]): void;
}
type StreamClass = new (mode?: number) => Stream;

const runtime = { asyncIds: { adopt() {}, idOf: () => 1 } } as unknown as EngineRuntime;
const bindings = new Map<string, Record<string, StreamClass>>();

beforeAll(async () => {
  for (const name of ["brotli", "zstd"]) {
    const script = await chunkScript(chunkEntries[name] ?? "");
    const host = { crypto: globalThis.crypto, importScript: () => runInThisContext(script) };
    const chunk = loadChunk(host, name) as { createBinding(runtime: EngineRuntime): Record<string, StreamClass> };
    bindings.set(name, chunk.createBinding(runtime));
  }
}, 60_000);

/** Feeds `pieces` and collects all output, as Node's zlib.js does with a small buffer. */
function pump(chunk: string, member: string, pieces: [bytes: Uint8Array, operation: number][]): Buffer {
  const Class = bindings.get(chunk)?.[member];
  if (!Class) throw new Error(member);
  const stream = new Class();
  const state = new Uint32Array(2);
  const params = new Uint32Array(300).fill(0xffffffff);
  if (chunk === "brotli") stream.init(params, state, () => undefined);
  else stream.init(params, undefined, state, () => undefined);
  let failure: Error | undefined;
  stream.onerror = (message, errno, code) => {
    failure = Object.assign(new Error(message), { errno, code });
  };
  const output: Buffer[] = [];
  for (const [bytes, operation] of pieces) {
    let left = bytes.length;
    for (;;) {
      const target = new Uint8Array(100);
      stream.writeSync(operation, bytes, bytes.length - left, left, target, 0, target.length);
      if (failure) throw failure;
      output.push(Buffer.from(target.subarray(0, target.length - (state[0] ?? 0))));
      left = state[1] ?? 0;
      if (state[0] !== 0) break;
    }
  }
  return Buffer.concat(output);
}

const text = Buffer.from("Brotli and Zstandard unpack in the tab. ".repeat(200));
const random = Uint8Array.from({ length: 200_000 }, (_, index) => (index * index * 31 + (index >> 3)) & 0xff);
const pieces = (bytes: Uint8Array, size: number, end: number): [Uint8Array, number][] => {
  const parts: [Uint8Array, number][] = [];
  for (let at = 0; at < bytes.length; at += size) parts.push([bytes.subarray(at, at + size), 0]);
  return [...parts, [new Uint8Array(0), end]];
};
const caught = (run: () => unknown) => {
  try {
    return run();
  } catch (error) {
    const { message, errno, code } = error as { message: string; errno: number; code: string };
    return { message, errno, code };
  }
};

describe("Brotli", () => {
  test.each([text, random, Buffer.alloc(0)])("unpacks what native Node packed, split anywhere", (bytes) => {
    const packed = native.brotliCompressSync(bytes);
    for (const size of [1, 7, 1000]) {
      expect(pump("brotli", "BrotliDecoder", pieces(packed, size, 2)).equals(bytes)).toBe(true);
    }
  });

  test.each([text, random, Buffer.alloc(0)])("packs so that native Node unpacks it, and makes text small", (bytes) => {
    const packed = pump("brotli", "BrotliEncoder", pieces(bytes, 1000, 2));
    expect(native.brotliDecompressSync(packed).equals(bytes)).toBe(true);
    if (bytes === text) expect(packed.length).toBeLessThan(text.length / 20);
  });

  test("a flush sends at once what was written", () => {
    const flushed = pump("brotli", "BrotliEncoder", [[text, 1]]);
    const decoder = native.createBrotliDecompress();
    decoder.write(flushed);
    expect(pump("brotli", "BrotliDecoder", [[flushed, 0]]).equals(text)).toBe(true);
    const whole = pump("brotli", "BrotliEncoder", [
      [text, 1],
      [random, 0],
      [text, 2],
    ]);
    expect(native.brotliDecompressSync(whole).equals(Buffer.concat([text, random, text]))).toBe(true);
  });

  test("broken and cut streams fail in Node's words", () => {
    const cut = native.brotliCompressSync(text).subarray(0, 20);
    for (const bytes of [Buffer.from("zzzzzz"), cut]) {
      const { message, errno, code } = caught(() => native.brotliDecompressSync(bytes)) as Record<string, unknown>;
      expect(caught(() => pump("brotli", "BrotliDecoder", [[bytes, 2]]))).toEqual({ message, errno, code });
    }
  });
});

describe("Zstandard", () => {
  test.each([text, random, Buffer.alloc(0)])("unpacks what native Node packed, split anywhere", (bytes) => {
    const packed = native.zstdCompressSync(bytes);
    for (const size of [1, 7, 1000]) {
      expect(pump("zstd", "ZstdDecompress", pieces(packed, size, 2)).equals(bytes)).toBe(true);
    }
  });

  test.each([text, random, Buffer.alloc(0), Buffer.alloc(300_000)])("packs so that native Node unpacks it", (bytes) => {
    const packed = pump("zstd", "ZstdCompress", pieces(bytes, 5000, 2));
    expect(native.zstdDecompressSync(packed).equals(bytes)).toBe(true);
    expect(
      native.zstdDecompressSync(
        pump("zstd", "ZstdCompress", [
          [bytes, 1],
          [bytes, 2],
        ]),
      ).length,
    ).toBe(2 * bytes.length);
  });

  test("what is no frame and what is cut fails in Node's words", () => {
    const cut = native.zstdCompressSync(text).subarray(0, 20);
    for (const bytes of [Buffer.from("zzzzzz"), cut, Buffer.alloc(0)]) {
      const { message, errno, code } = caught(() => native.zstdDecompressSync(bytes)) as Record<string, unknown>;
      expect(caught(() => pump("zstd", "ZstdDecompress", [[bytes, 2]]))).toEqual({ message, errno, code });
    }
  });
});
