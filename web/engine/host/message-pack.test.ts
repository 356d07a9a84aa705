import { expect, it } from "vitest";
import { unpack } from "./message-pack.ts";

const from = (...parts: (number | string)[]) =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === "string" ? [...new TextEncoder().encode(part)] : [part])));

it("reads maps, text and bytes of every length class", () => {
  const long = "n".repeat(40);
  expect(unpack(from(0x82, 0xa1, "d", 0x80, 0xd9, 40, long, 0xc4, 2, 0, 255), 4)).toEqual({
    d: {},
    [long]: Uint8Array.of(0, 255),
  });
  expect(unpack(from(0xde, 0, 1, 0xda, 0, 1, "a", 0xc5, 0, 1, 7), 4)).toEqual({ a: Uint8Array.of(7) });
  expect(unpack(from(0xdf, 0, 0, 0, 1, 0xdb, 0, 0, 0, 1, "a", 0xc6, 0, 0, 0, 1, 7), 4)).toEqual({
    a: Uint8Array.of(7),
  });
});

it("a file called __proto__ is a file", () => {
  const map = unpack(from(0x81, 0xa9, "__proto__", 0x80), 4);
  expect([Object.keys(map), Object.getPrototypeOf(map)]).toEqual([["__proto__"], Object.prototype]);
});

it.each([
  ["what is cut off", from(0x81, 0xa4, "ab"), "ends too early"],
  ["a length beyond the end", from(0xc6, 255, 255, 255, 255), "ends too early"],
  ["more than one value", from(0x80, 0x80), "goes on behind its end"],
  ["a number", from(0x81, 0xa1, "a", 0x05), "that no file tree has (0x5)"],
  ["a name of bytes", from(0x81, 0xc4, 1, 65, 0x80), "a name that is no text"],
  [
    "folders in folders without end",
    from(
      ...Array<string | number>(50)
        .fill(0)
        .flatMap(() => [0x81, 0xa1, "d"]),
    ),
    "nested too deeply",
  ],
])("refuses %s", (_name, bytes, message) => {
  expect(() => unpack(bytes, 10)).toThrow(message);
});
