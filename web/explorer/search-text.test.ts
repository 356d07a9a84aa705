import { expect, test } from "vitest";
import { stateLimits } from "../state/limits.ts";
import { searchFiles, searchPattern } from "./search-text.ts";

const query = (text: string, more = {}) => ({ text, matchCase: false, regex: false, ...more });
const find = (text: string, source: string) =>
  searchFiles([{ id: "1", path: "a.js", text: source }], searchPattern(query(text)) ?? /$^/);

test("a plain search takes every sign literally and ignores case", () => {
  expect(find("A.B(", "x\naxb(\na.b(1)\n").files[0]?.hits).toEqual([
    { line: 3, before: "", match: "a.b(", after: "1)" },
  ]);
});

test("case and expressions count when asked", () => {
  expect(searchPattern(query("a", { matchCase: true }))?.flags).toBe("g");
  expect(searchPattern(query("a+", { regex: true }))?.source).toBe("a+");
});

test("a half-typed expression and an empty field search nothing", () => {
  expect(searchPattern(query("(", { regex: true }))).toBeUndefined();
  expect(searchPattern(query(""))).toBeUndefined();
});

test("an expression that matches nothing at all does not run for ever", () => {
  const pattern = searchPattern(query("x*", { regex: true })) ?? /$^/;
  expect(searchFiles([{ id: "1", path: "a", text: "abc\nxx" }], pattern).count).toBe(1);
});

test("the list is bounded and says so", () => {
  const many = "hit\n".repeat(stateLimits.searchHitsPerFile + 1);
  const result = find("hit", many);
  expect([result.count, result.cut]).toEqual([stateLimits.searchHitsPerFile, true]);
  const files = Array.from({ length: 20 }, (_, index) => ({ id: `${index}`, path: `${index}`, text: many }));
  expect(searchFiles(files, /hit/g)).toMatchObject({ count: stateLimits.searchHits, cut: true });
});
