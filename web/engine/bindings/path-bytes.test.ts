import { expect, it } from "vitest";
import { pathBytes, pathText } from "./path-bytes.ts";

it("a path with bytes that are no UTF-8 comes back as the bytes that went in", () => {
  const paths = [
    [0x61, 0xff, 0x2f, 0xe6, 0x96, 0xb0],
    [0x3d, 0xd8, 0x04, 0xdc],
    [0xe6, 0x96],
    [0xc0, 0x80],
    [0xf0, 0x9f, 0x98, 0x80],
  ];
  expect(paths.map((bytes) => [...pathBytes(pathText(Uint8Array.from(bytes)))])).toEqual(paths);
});

it("text that is UTF-8 stays itself, and half a surrogate pair of a program's text is the replacement character", () => {
  expect([pathText("新/a"), pathText(new TextEncoder().encode("新/a")), pathText("a\udcff")]).toEqual([
    "新/a",
    "新/a",
    "a\ufffd",
  ]);
});
