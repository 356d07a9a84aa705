import { expect, it } from "vitest";
import { fc } from "../../test/support/property.ts";
import { LineStream } from "./line-stream.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (parts: readonly Uint8Array[]) => {
  const stream = new LineStream(100);
  const data: string[] = [];
  for (const part of parts) {
    const pushed = stream.push(part);
    if (!pushed.ok) return pushed.reason;
    data.push(...pushed.events.map((event) => event.data));
  }
  return { data, unfinished: stream.unfinished };
};

it("any split of the bytes gives the same lines, blank ones left out", () => {
  const whole = bytes('{"t":"中文 🙂"}\n\r\n{"b":2}\n');
  fc.assert(
    fc.property(fc.array(fc.nat(whole.length)), (cuts) => {
      const borders = [0, ...cuts.toSorted((left, right) => left - right), whole.length];
      const parts = borders.slice(1).map((end, index) => whole.subarray(borders[index], end));
      expect(read(parts)).toEqual({ data: ['{"t":"中文 🙂"}', '{"b":2}'], unfinished: false });
    }),
  );
});

it("refuses what is not UTF-8 and a line above the cap, finished or not", () => {
  expect(read([new Uint8Array([0xff, 0xfe])])).toBe("not-text");
  expect(read([bytes("x".repeat(101))])).toBe("too-large");
  expect(read([bytes(`${"x".repeat(101)}\n`)])).toBe("too-large");
});

it("knows that it stopped inside a line", () => {
  expect(read([bytes('{"a":1}\n{"b"')])).toEqual({ data: ['{"a":1}'], unfinished: true });
});
