import { describe, expect, it } from "vitest";
import { jsxText } from "./jsx-text.ts";

describe("text between tags", () => {
  it("[7] on one line stays as it is", () => {
    expect(jsxText("  a  b ")).toBe("  a  b ");
    expect(jsxText(" ")).toBe(" ");
  });

  it("[7] on many lines loses the blanks around its lines, and its empty lines", () => {
    expect(jsxText("\n  one\r\n\n\t two  \n")).toBe("one two");
    expect(jsxText(" a\n  b ")).toBe(" a b ");
    expect(jsxText("\n   \n")).toBe("");
    expect(jsxText("\n\u00a0\n")).toBe("\u00a0");
  });
});
