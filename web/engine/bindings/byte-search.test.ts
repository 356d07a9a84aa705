import { describe, expect, it } from "vitest";
import { compareBytes, findBytes } from "./byte-search.ts";

describe("searching bytes", () => {
  const haystack = Buffer.from("abcabcab");
  for (const needle of ["abc", "b", "cab", "zz", ""]) {
    for (const offset of [0, 1, 3, 7, 8, 20, -1, -3, -20]) {
      it(`${JSON.stringify(needle)} from ${offset}, both ways, as Node`, () => {
        const bytes = Buffer.from(needle);
        expect(findBytes(haystack, bytes, offset, true, 1)).toBe(haystack.indexOf(bytes, offset));
        expect(findBytes(haystack, bytes, offset, false, 1)).toBe(haystack.lastIndexOf(bytes, offset));
      });
    }
  }
  it("two-byte text is found at even places only", () => {
    const wide = Buffer.from("axbx", "utf16le");
    expect(findBytes(wide, Buffer.from("x", "utf16le"), 0, true, 2)).toBe(2);
  });
  it("compares like Buffer.compare", () => {
    for (const [a, b] of [
      ["a", "b"],
      ["a", "a"],
      ["ab", "a"],
      ["", "a"],
    ] as const) {
      expect(compareBytes(Buffer.from(a), Buffer.from(b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }
  });
});
