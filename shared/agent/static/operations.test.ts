import { describe, expect, it } from "vitest";
import { applyEdits } from "../edits/apply-edits.ts";
import { applied, operationsFor, type TextChange } from "./operations.ts";

function carriedOut(text: string, changes: readonly TextChange[]): string {
  const operations = operationsFor("a.ts", text, changes);
  const project = { read: () => text, symbolAt: () => undefined };
  const { files, refused } = applyEdits(operations, project);
  expect(refused).toEqual([]);
  return files.get("a.ts") ?? text;
}

describe("changes as operations", () => {
  it("[SO1] do what the changes do, where lines stand more than once", () => {
    const text = "a();\nb();\na();\nb();\na();\n";
    for (let from = 0; from <= text.length; from += 5) {
      const changes = [{ from, to: from, insert: "// here\n" }];
      expect(carriedOut(text, changes)).toBe(applied(text, changes));
    }
  });

  it("[SO2] hold for many changes of a text of equal lines, with and without a newline at the end", () => {
    for (const text of ["x();\n".repeat(40), "x();\n".repeat(40).trimEnd()]) {
      const changes = [0, 5, 10, 100, 105, 195].map((from) => ({ from, to: from + 3, insert: "yy" }));
      expect(carriedOut(text, changes)).toBe(applied(text, changes));
    }
  });

  it("[SO3] change nothing of 10,000 lines but the lines that are added", () => {
    const line = (index: number) => `export const value${index} = (a) => {\n  return a + ${index};\n};\n\n`;
    const text = Array.from({ length: 2_500 }, (_, index) => line(index)).join("");
    const changes = Array.from({ length: 2_500 }, (_, index) => {
      const from = text.indexOf(`export const value${index} `);
      return { from, to: from, insert: "/** @returns {number} */\n" };
    });
    const after = carriedOut(text, changes);
    expect(after.replaceAll("/** @returns {number} */\n", "")).toBe(text);
    expect(after).toBe(applied(text, changes));
  });

  it("[SO4] a change that reaches into another is left out, and one of nothing is none", () => {
    const text = "const a = 1;\nconst b = 2;\n";
    const changes = [
      { from: 0, to: 12, insert: "let a = 1;" },
      { from: 6, to: 7, insert: "c" },
      { from: 13, to: 18, insert: "const" },
    ];
    expect(carriedOut(text, changes)).toBe("let a = 1;\nconst b = 2;\n");
    expect(operationsFor("a.ts", text, [{ from: 0, to: 5, insert: "const" }])).toEqual([]);
  });

  it("[SO5] an empty file is written", () => {
    expect(operationsFor("a.ts", "", [{ from: 0, to: 0, insert: "a();\n" }])).toEqual([
      { kind: "write", path: "a.ts", content: "a();\n" },
    ]);
  });
});
