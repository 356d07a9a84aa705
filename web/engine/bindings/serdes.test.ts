import util from "node:util";
import v8 from "node:v8";
import { describe, expect, it } from "vitest";
import { ValueReader } from "./serdes-reader.ts";
import { ValueWriter } from "./serdes-writer.ts";

const noHosts = {
  writeHostObject() {},
  cloneError: (message: string) => new Error(message),
  isProxy: util.types.isProxy,
};
function write(value: unknown): Uint8Array {
  const writer = new ValueWriter(noHosts);
  writer.header();
  writer.value(value);
  return writer.release();
}
function read(bytes: Uint8Array): unknown {
  const reader = new ValueReader(bytes, { readHostObject: () => undefined });
  reader.header();
  return reader.value();
}

const holes = [1, 2, 3];
delete holes[1];
const shared = { deep: holes };
function twoViews(): unknown[] {
  const buffer = new ArrayBuffer(8);
  return [new Uint8Array(buffer, 2, 3), new DataView(buffer)];
}
const values: Record<string, unknown> = {
  "numbers and their edges": [0, -1, 1.5, -0, 2 ** 31, Number.NaN, Number.POSITIVE_INFINITY],
  "text in both widths": ["", "plain", "ümlaut", "日本", "a".repeat(300), "日".repeat(200)],
  "big integers": [0n, -1n, 2n ** 80n],
  "simple things": [undefined, null, true, false],
  "objects met twice": { a: shared, b: shared },
  collections: [new Map<unknown, unknown>([["k", new Set([1, "x"])]]), new Date(5), /a+/giu],
  "arrays with names": Object.assign([1, 2], { extra: true }),
  "two views of one buffer": twoViews(),
  "a buffer that may grow": [new ArrayBuffer(2, { maxByteLength: 8 })],
  "boxed values": [Object(1), Object("a"), Object(false), Object(5n)],
  "keys that are numbers": { 1: "one", 7: "seven", "-1": 2, 4294967295: 3 },
  bytes: [new Uint8Array([1, 2, 3]), new Float64Array([0.5]), new Uint16Array([7]).buffer],
};

describe("v8's serialization", () => {
  for (const [title, value] of Object.entries(values)) {
    it(`comes back the same: ${title}`, () => expect(read(write(value))).toEqual(value));
    it(`is what Node itself reads: ${title}`, () => {
      const deserializer = new v8.Deserializer(write(value));
      deserializer.readHeader();
      expect(deserializer.readValue()).toEqual(value);
    });
    it(`reads what Node itself wrote: ${title}`, () => {
      const serializer = new v8.Serializer();
      serializer.writeHeader();
      serializer.writeValue(value);
      expect(read(serializer.releaseBuffer())).toEqual(value);
    });
  }

  it("keeps an error's kind, message and cause", () => {
    const error = read(write(new RangeError("far", { cause: 1 }))) as Error;
    expect([error instanceof RangeError, error.message, error.cause]).toEqual([true, "far", 1]);
  });

  it("a cycle closes on itself", () => {
    const loop: Record<string, unknown> = {};
    loop["self"] = loop;
    const back = read(write(loop)) as Record<string, unknown>;
    expect(back["self"]).toBe(back);
  });

  it("functions and promises are refused by name; cut bytes are refused", () => {
    expect(() => write(() => 1)).toThrow("could not be cloned");
    expect(() => write(Promise.resolve())).toThrow("could not be cloned");
    expect(() => read(write("text").slice(0, 5))).toThrow("Unable to deserialize");
  });
});
