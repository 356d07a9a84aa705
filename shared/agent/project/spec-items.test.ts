import { expect, it } from "vitest";
import { agentLimits } from "../limits.ts";
import { readPseudoCode, readSpec } from "./spec-items.ts";

const told = (items: ReturnType<typeof readSpec>) => items.map(({ id, kind, text }) => [id, kind, text]);

it("sections, definitions and bullets are items with ids of their own", () => {
  const spec = `# The store
It keeps things,
all of them.

\`\`\`ts
export interface Item {
  - name: string;
}
\`\`\`

## What it must do
- [R1] Keeps an item
  for ever.
- **R-2.1**: Tells its size.
- Is fast.
* Is small.

1. First this.
~~~
GET /items
~~~
`;
  expect(told(readSpec("spec/a.md", spec))).toEqual([
    ["spec/a.md#the-store", "section", "The store\nIt keeps things,\nall of them."],
    ["spec/a.md#Item", "definition", "export interface Item {\n  - name: string;\n}"],
    ["spec/a.md#what-it-must-do", "section", "What it must do"],
    ["R1", "requirement", "[R1] Keeps an item\nfor ever."],
    ["R-2.1", "requirement", "**R-2.1**: Tells its size."],
    ["spec/a.md#what-it-must-do/requirement", "requirement", "Is fast."],
    ["spec/a.md#what-it-must-do/requirement~2", "requirement", "Is small."],
    ["spec/a.md#what-it-must-do/requirement~3", "requirement", "First this."],
    ["spec/a.md#what-it-must-do/definition", "definition", "GET /items"],
  ]);
  expect(readSpec("spec/a.md", spec)[3]?.line).toBe(12);
});

it("no two items have one id, a fence without an end goes to the end, and there is a bound", () => {
  const twins = readSpec("a.md", "- [R1] one\n- [R1] two\n# 标题\n# 标题\n```\nopen");
  expect(twins.map(({ id }) => id)).toEqual(["R1", "R1~2", "a.md#标题", "a.md#标题~2", "a.md#标题/definition"]);
  expect(readSpec("a.md", "- x\n".repeat(5_000))).toHaveLength(agentLimits.maxSpecItems);
  expect(readSpec("a.md", "")).toEqual([]);
});

it("runs of pseudo-code are items of their file", () => {
  const source = "//! load(id):\n//!   ask the store\nexport {};\n  //! save\n// a comment\n";
  expect(told(readPseudoCode("src/a.ts", source))).toEqual([
    ["src/a.ts!1", "pseudo", "load(id):\n  ask the store"],
    ["src/a.ts!2", "pseudo", "save"],
  ]);
});
