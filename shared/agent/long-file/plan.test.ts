import { expect, it } from "vitest";
import type { OutlineItem } from "../outline.ts";
import { planChunks } from "./plan.ts";

/** An outline of lines: `name: lines`, members further in. */
function fileOf(...declared: [name: string, lines: number, members?: [name: string, lines: number][]][]) {
  let text = "import x;\n\n";
  const line = "x".repeat(9);
  const add = (name: string, lines: number, members: [string, number][] = []): OutlineItem => {
    const from = text.length;
    const children = [];
    text += `${line}\n`;
    for (const [member, count] of members) children.push(add(member, count));
    const own = members.length ? lines - members.reduce((sum, [, count]) => sum + count, 0) : lines;
    text += `${line}\n`.repeat(own - 1);
    return { name, kind: "function", from, start: from, to: text.length - 1, exported: true, children };
  };
  const outline = declared.map(([name, lines, members]) => {
    const item = add(name, lines, members);
    text += "\n";
    return item;
  });
  return { text, outline };
}

const all = () => true;

it("takes neighbours together as long as they fit, whole lines only", () => {
  const { text, outline } = fileOf(["a", 2], ["b", 2], ["c", 5], ["d", 1]);
  const chunks = planChunks(text, outline, { maxChars: 60, wants: all });
  expect(chunks.map(({ symbols }) => symbols)).toEqual([["a", "b"], ["c"], ["d"]]);
  for (const { from, to } of chunks) expect([text[from - 1], text[to - 1]]).toEqual(["\n", "\n"]);
});

it("cuts a class that is too long at its members; its head is a part of its own", () => {
  const { text, outline } = fileOf([
    "Store",
    12,
    [
      ["load", 4],
      ["save", 4],
      ["size", 1],
    ],
  ]);
  const chunks = planChunks(text, outline, { maxChars: 60, wants: all });
  expect(chunks.map(({ symbols }) => symbols)).toEqual([
    ["Store", "Store.load"],
    ["Store.save", "Store.size"],
  ]);
  expect(planChunks(text, outline, { maxChars: 1_000, wants: all }).map(({ symbols }) => symbols)).toEqual([
    ["Store", "Store.load", "Store.save", "Store.size"],
  ]);
});

it("a function longer than a call is a part by itself", () => {
  const { text, outline } = fileOf(["a", 1], ["long", 90], ["b", 1]);
  const chunks = planChunks(text, outline, { maxChars: 60, wants: all });
  expect(chunks.map(({ symbols }) => symbols)).toEqual([["a"], ["long"], ["b"]]);
});

it("leaves out what the task is not about", () => {
  const { text, outline } = fileOf(["a", 2], ["b", 2, [["inner", 1]]], ["c", 2]);
  const wants = (path: string) => path === "b.inner" || path === "c";
  expect(planChunks(text, outline, { maxChars: 60, wants }).map(({ symbols }) => symbols)).toEqual([["b.inner", "c"]]);
  expect(planChunks(text, outline, { maxChars: 60, wants: () => false })).toEqual([]);
});

it("names that one statement declares are in one part", () => {
  const { text, outline } = fileOf(["a", 9]);
  const twins = outline.flatMap((item) => [item, { ...item, name: "b" }]);
  expect(planChunks(text, twins, { maxChars: 60, wants: all }).map(({ symbols }) => symbols)).toEqual([["a", "b"]]);
});
