import { expect, test } from "vitest";
import { findPassages } from "./find-passages.ts";

const files = [
  { path: "src/orders.ts", text: "import x from 'x';\n\nexport function totalOf(order) {\n  return order.items;\n}\n" },
  { path: "src/menu.ts", text: "export const teas = ['Longjing'];\n" },
  { path: "docs/中文.md", text: "# 说明\n\n订单总额在这里计算。\n" },
];
const ask = (question: string, maxChars = 10_000, maxPieces = 5) =>
  findPassages({ question, files, maxChars, maxPieces });

test("finds the code that a question's words name, with its line", () => {
  expect(ask("Where is the total of an order computed? totalOf")[0]).toMatchObject({
    path: "src/orders.ts",
    firstLine: 1,
  });
  expect(ask("which teas are on the menu?").map(({ path }) => path)).toEqual(["src/menu.ts"]);
});

test("a Chinese question finds Chinese text", () => {
  expect(ask("总额怎么计算").map(({ path }) => path)).toEqual(["docs/中文.md"]);
});

test("a question that shares no word finds nothing; bounds hold", () => {
  expect(ask("zebra")).toEqual([]);
  expect(ask("teas menu order", 10)).toEqual([]);
  expect(ask("teas menu order total", 10_000, 1)).toHaveLength(1);
});
