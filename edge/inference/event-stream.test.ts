import { describe, expect, it } from "vitest";
import { fc } from "../../test/support/property.ts";
import { EventStream } from "./event-stream.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const read = (parts: readonly Uint8Array[], cap = 1_000) => {
  const stream = new EventStream(cap);
  const data: string[] = [];
  for (const part of parts) {
    const pushed = stream.push(part);
    if (!pushed.ok) return pushed.reason;
    data.push(...pushed.events.map((event) => event.data));
  }
  return data;
};

describe("event stream", () => {
  it("reads fields, comments, several data lines and all line ends", () => {
    expect(read([bytes(": hi\r\ndata: a\r\ndata: b\r\n\r\nevent: x\ndata:c\n\nretry: 1\n\n")])).toEqual(["a\nb", "c"]);
  });

  it("any split of the bytes gives the same events", () => {
    const whole = bytes('data: {"t":"中文 🙂"}\r\n\r\ndata: two\n\ndata: é\r\n\r\n');
    fc.assert(
      fc.property(fc.array(fc.nat(whole.length)), (cuts) => {
        const borders = [0, ...cuts.toSorted((left, right) => left - right), whole.length];
        const parts = borders.slice(1).map((end, index) => whole.subarray(borders[index], end));
        expect(read(parts)).toEqual(['{"t":"中文 🙂"}', "two", "é"]);
      }),
    );
  });

  it("refuses what is not UTF-8 and an event above the cap, in one line or in many", () => {
    expect(read([new Uint8Array([0xff, 0xfe])])).toBe("not-text");
    expect(read([bytes(`data: ${"x".repeat(2_000)}`)])).toBe("too-large");
    expect(read([bytes("data: xxxxxxxxxxxxxxxxxxxx\n".repeat(100))])).toBe("too-large");
  });

  it("knows that it stopped inside an event", () => {
    const stream = new EventStream(1_000);
    stream.push(bytes("data: a\n\n"));
    expect(stream.unfinished).toBe(false);
    stream.push(bytes("data: b"));
    expect(stream.unfinished).toBe(true);
  });
});
