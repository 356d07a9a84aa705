import * as native from "node:zlib";
import { describe, expect, test } from "vitest";
import type { EngineRuntime } from "../boot/bootstrap.ts";
import { createZlibBinding } from "./zlib.ts";
import { modes } from "./zlib-modes.ts";

interface Handle {
  onerror?: (message: string, errno: number, code: string) => void;
  init(...args: unknown[]): void;
  reset(): void;
  writeSync(...args: unknown[]): void;
}
/** Only what the binding asks of its runtime. */
const runtime = { data: () => ({}), asyncIds: { adopt() {} } } as unknown as EngineRuntime;
const binding = createZlibBinding(runtime);
const zlibHandle = binding["Zlib"] as new (mode: number) => Handle;
const finish = 4;

interface Outcome {
  output: Buffer;
  left: number;
  failure: unknown;
}

/** Drives a handle as Node's library does: until the room that is left says that it is done. */
function drive(
  mode: number,
  input: Uint8Array,
  options: { piece?: number; room?: number; dictionary?: Uint8Array; flush?: number } = {},
): Outcome {
  const { piece = input.length || 1, room = 16_384 } = options;
  const handle = new zlibHandle(mode);
  const result = new Uint32Array(2);
  let failure: unknown;
  handle.onerror = (...args) => {
    failure = args;
  };
  handle.init(15, 6, 8, 0, result, () => undefined, options.dictionary);
  const parts: Buffer[] = [];
  for (let at = 0; at === 0 || at < input.length; at += piece) {
    const part = input.subarray(at, at + piece);
    const flush = at + piece >= input.length ? (options.flush ?? finish) : 0;
    let left = part.length;
    do {
      const output = new Uint8Array(room);
      handle.writeSync(flush, part, part.length - left, left, output, 0, room);
      if (failure) return { output: Buffer.concat(parts), left: 0, failure };
      left = result[1] ?? 0;
      parts.push(Buffer.from(output.subarray(0, room - (result[0] ?? 0))));
    } while (result[0] === 0);
    if (left > 0) return { output: Buffer.concat(parts), left, failure };
  }
  return { output: Buffer.concat(parts), left: 0, failure };
}

let seed = 20_261_123;
function random(): number {
  seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
  return seed / 0x80000000;
}
const noise = Buffer.from(Array.from({ length: 100_000 }, () => random() * 256));
const words = Buffer.from(
  Array.from({ length: 60_000 }, () => ["tab ", "engine ", "\n", "node"][Math.floor(random() * 4)]).join(""),
);
const samples: [string, Buffer][] = [
  ["nothing", Buffer.alloc(0)],
  ["one byte", Buffer.from("a")],
  ["words", words],
  ["noise", noise],
  ["zeros", Buffer.alloc(300_000)],
];

describe("what native Node compressed is expanded", () => {
  test.each(samples)("%s, in every format, level and strategy", (_, bytes) => {
    for (const level of [0, 1, 6, 9]) {
      expect(drive(modes.gunzip, native.gzipSync(bytes, { level })).output.equals(bytes)).toBe(true);
      expect(drive(modes.inflate, native.deflateSync(bytes, { level })).output.equals(bytes)).toBe(true);
      expect(drive(modes.inflateRaw, native.deflateRawSync(bytes, { level })).output.equals(bytes)).toBe(true);
      expect(drive(modes.unzip, native.gzipSync(bytes, { level })).output.equals(bytes)).toBe(true);
      expect(drive(modes.unzip, native.deflateSync(bytes, { level })).output.equals(bytes)).toBe(true);
    }
    const strategy = native.constants.Z_FIXED;
    expect(drive(modes.inflateRaw, native.deflateRawSync(bytes, { strategy })).output.equals(bytes)).toBe(true);
  });
  test("from pieces of any size into rooms of any size", () => {
    const packed = native.gzipSync(words.subarray(0, 20_000));
    for (const piece of [1, 2, 7, 1000]) {
      for (const room of [64, 1000, 1_000_000]) {
        const { output, failure } = drive(modes.gunzip, packed, { piece, room });
        expect([failure, output.equals(words.subarray(0, 20_000))], `${piece} into ${room}`).toEqual([undefined, true]);
      }
    }
  });
  test("several gzip members, and zeros behind them", () => {
    const packed = Buffer.concat([native.gzipSync("one "), native.gzipSync("two"), Buffer.alloc(20)]);
    for (const piece of [1, 9, 1000]) expect(drive(modes.gunzip, packed, { piece }).output.toString()).toBe("one two");
  });
  test("bytes behind the end are left for the caller", () => {
    const packed = Buffer.concat([native.deflateSync("body"), Buffer.from("tail")]);
    expect(drive(modes.inflate, packed)).toMatchObject({ output: Buffer.from("body"), left: 4 });
    const raw = Buffer.concat([native.deflateRawSync(words), Buffer.from("tail")]);
    expect(drive(modes.inflateRaw, raw)).toMatchObject({ left: 4 });
  });
  test("with a dictionary", () => {
    const dictionary = Buffer.from("tab engine node");
    const options = { dictionary };
    expect(drive(modes.inflate, native.deflateSync("engine node tab", options), options).output.toString()).toBe(
      "engine node tab",
    );
    expect(drive(modes.inflateRaw, native.deflateRawSync("engine node", options), options).output.toString()).toBe(
      "engine node",
    );
  });
});

describe("what this engine compressed is expanded by native Node", () => {
  test.each(samples)("%s", (_, bytes) => {
    expect(native.gunzipSync(drive(modes.gzip, bytes, { piece: 5000 }).output).equals(bytes)).toBe(true);
    expect(native.inflateSync(drive(modes.deflate, bytes, { room: 100 }).output).equals(bytes)).toBe(true);
    expect(native.inflateRawSync(drive(modes.deflateRaw, bytes).output).equals(bytes)).toBe(true);
  });
});

describe("damaged data is refused in zlib's words", () => {
  const failureOf = (expand: () => unknown): unknown => {
    try {
      expand();
      return undefined;
    } catch (error) {
      const { message, errno, code } = error as { message: string; errno: number; code: string };
      return [message, errno, code];
    }
  };
  const packed = native.gzipSync("some text that is long enough");
  const change = (bytes: Buffer, at: number) => {
    const copy = Buffer.from(bytes);
    copy[at < 0 ? copy.length + at : at] = (copy.at(at) ?? 0) ^ 0x55;
    return copy;
  };
  test("headers, checksums, lengths and early ends of gzip", () => {
    for (const bytes of [
      change(packed, 0),
      change(packed, 1),
      change(packed, 2),
      change(packed, -6),
      change(packed, -1),
      packed.subarray(0, -5),
      packed.subarray(0, 14),
    ]) {
      expect(drive(modes.gunzip, bytes).failure).toEqual(failureOf(() => native.gunzipSync(bytes)));
    }
  });
  test("zlib headers, sums, and dictionaries that are missing or wrong", () => {
    const plain = native.deflateSync("some text");
    for (const bytes of [change(plain, 0), change(plain, -1), Buffer.from([0x79, 0x9c]), plain.subarray(0, 6)]) {
      expect(drive(modes.inflate, bytes).failure).toEqual(failureOf(() => native.inflateSync(bytes)));
    }
    const needs = native.deflateSync("abc", { dictionary: Buffer.from("abc") });
    expect(drive(modes.inflate, needs).failure).toEqual(failureOf(() => native.inflateSync(needs)));
    const wrong = { dictionary: Buffer.from("xyz") };
    expect(drive(modes.inflate, needs, wrong).failure).toEqual(failureOf(() => native.inflateSync(needs, wrong)));
  });
  test("an early end is fine where the caller asks for what there is", () => {
    const bytes = native.deflateSync(words);
    const { output, failure } = drive(modes.inflate, bytes.subarray(0, 2000), { flush: 2 });
    expect(failure).toBeUndefined();
    expect(output.equals(words.subarray(0, output.length))).toBe(true);
    expect(output.length).toBeGreaterThan(1000);
  });
  test("any changed byte ends as in native Node", () => {
    const raw = native.deflateRawSync(words.subarray(0, 3000));
    for (let at = 0; at < raw.length; at++) {
      const bytes = change(raw, at);
      const expected = failureOf(() => native.inflateRawSync(bytes));
      expect(drive(modes.inflateRaw, bytes).failure, `byte ${at}`).toEqual(expected);
    }
  });
});

test("CRC-32 equals native Node's, in pieces too", () => {
  const crc32 = binding["crc32"] as (data: string | Uint8Array, start?: number) => number;
  expect(crc32("grüße 🦊")).toBe(native.crc32("grüße 🦊"));
  expect(crc32(words.subarray(100), crc32(words.subarray(0, 100)))).toBe(native.crc32(words));
});
