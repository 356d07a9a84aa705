import { expect, it } from "vitest";
import { elidedLine } from "./elision.ts";

const leftOut = (written: string, { original = "", path = "a.ts" } = {}) => elidedLine(written, original, path);

it.each([
  "// ... rest of the code unchanged",
  "// rest of the file remains the same",
  "// The rest of the implementation stays as before",
  "  // ... (existing code) ...",
  "// ...existing imports",
  "// … existing code …",
  "// Keep the existing methods here",
  "/* remaining methods omitted for brevity */",
  "  {/* ... other components remain unchanged ... */}",
  "# ... rest of the function",
  "# rest of code unchanged",
  "<!-- rest of the page stays the same -->",
  "-- the other columns are unchanged",
  "/* ... */",
  "// ...",
  "...",
  "... rest of code ...",
  "[rest of the file unchanged]",
  "// all other tests remain unchanged",
  "// same as above",
  "// previous code here",
  "// existing code goes here",
  "// no changes below",
  "// omitted for brevity",
  "// 其余代码保持不变",
  "// ……其他方法省略",
  "# 剩余部分不变",
  "// 此处省略",
  "// ... 其余代码",
  "/* 以下代码与之前相同 */",
])("%s leaves code out", (line) => {
  expect(leftOut(`const a = 1;\n${line}\nconst b = 2;`)).toBe(line);
});

it.each([
  "  ...rest,",
  "  ...existingItems,",
  "  const [first, ...others] = list;",
  "function f(...args) {}",
  "// the rest of the list is sorted",
  "// other cases throw",
  "// wait for the same answer",
  "// returns the remaining time in ms",
  "// see above",
  "// 其他情况返回空",
  "const text = 'and so on...';",
  'label: "Loading…",',
  "# a comment of a script",
  "* @param rest what is left",
  "<p>All of the above</p>",
  "<p>The rest is the same</p>",
  " * @returns everything that remains",
  " * Keeps the existing ones, all of them above the line.",
  "// Keep the rest of the buffer",
  "// Other cases: see the specification",
  "[all, here]",
  "(rest) => here,",
  "// 前面相同的部分跳过",
  "// Loading…",
  "# Keep your data here",
  "// the existing file is kept when its hash is the same as the new one's, else a copy is made and both are listed in the report that the page shows below the tree of the project, so that nothing is ever lost and all of it can be found",
])("%s is code", (line) => {
  expect(leftOut(`const a = 1;\n${line}\nconst b = 2;`)).toBeUndefined();
});

it("three dots are a statement in Python alone", () => {
  expect(leftOut("def f():\n    ...\n", { path: "a.py" })).toBeUndefined();
  expect(leftOut("def f():\n    # ...\n", { path: "a.py" })).toBe("    # ...");
  expect(leftOut("function f() {\n  ...\n}")).toBe("  ...");
});

it("a line that stood in the file already is no gap", () => {
  expect(leftOut("  // ... existing code ...", { original: "a\n// ... existing code ...\nb" })).toBeUndefined();
});
