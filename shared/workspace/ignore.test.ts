import { expect, test } from "vitest";
import { IgnoreRules } from "./ignore.ts";

const rules = new IgnoreRules(
  new Map([
    [
      ".gitignore",
      "# comment\n*.log\n!keep.log\n/only-top\ntmp/\ndocs/**/draft.md\n**/cache\na?c.txt\n[!x-z]1.md\n\\#literal\nsub/exact.txt\nspaces   \r\n",
    ],
    ["sub/.gitignore", "local.txt\n!*.log\n"],
  ]),
);

test.each([
  ["node_modules/x/index.js", true],
  ["deep/node_modules/x", true],
  [".git/config", true],
  ["dist/index.html", true],
  ["build/a", true],
  ["src/index.ts", false],
  ["a.log", true],
  ["src/a.log", true],
  ["keep.log", false],
  ["only-top", true],
  ["src/only-top", false],
  ["tmp/a", true],
  ["tmp", false],
  ["docs/draft.md", true],
  ["docs/a/b/draft.md", true],
  ["other/draft.md", false],
  ["x/y/cache/z", true],
  ["abc.txt", true],
  ["abbc.txt", false],
  ["a1.md", true],
  ["y1.md", false],
  ["#literal", true],
  ["# comment", false],
  ["sub/exact.txt", true],
  ["x/sub/exact.txt", false],
  ["spaces", true],
  ["sub/local.txt", true],
  ["local.txt", false],
  ["sub/b.log", false],
])("%s ignored: %s", (path, ignored) => {
  expect(rules.ignores(path, false)).toBe(ignored);
});

test("a pattern for folders matches the folder itself", () => {
  expect(rules.ignores("tmp", true)).toBe(true);
});

test("[reliability 42] hostile patterns end", () => {
  const patterns = ["*".repeat(200), `${"*a".repeat(100)}b`, "**/".repeat(50), "[".repeat(1_000), "\\".repeat(999)];
  const hostile = new IgnoreRules(new Map([[".gitignore", patterns.join("\n")]]));
  const path = `${"a".repeat(200)}/`.repeat(15) + "a".repeat(200);
  // Exponential matching would not come back before the test is given up.
  expect(typeof hostile.ignores(path, false)).toBe("boolean");
});
