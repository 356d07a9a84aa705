import { describe, expect, it } from "vitest";
import { StaticDesk } from "../../test/support/static-desk.ts";

const shop = `import { tax } from "./tax";

/** Sums up what is in the cart. */
export function total(prices: number[], rate = 0.2): number {
  if (!prices.length) throw new RangeError("empty");
  let sum = 0;
  for (const price of prices) {
    if (price > 0 && price < 100) sum += tax(price, rate);
  }
  return sum;
}
`;
const files = {
  "src/shop.ts": shop,
  "src/tax.ts": "export const tax = (price: number, rate: number) => price * rate;\n",
  "src/main.ts": 'import { total } from "./shop";\n\nconsole.log(total([1]));\n',
};

describe("explain without a model", () => {
  it("[SE1] tells a symbol's signature, comment, figures, calls, errors and uses, with links", async () => {
    const range = { from: shop.indexOf("let sum"), to: shop.indexOf("let sum") };
    expect(
      await new StaticDesk(files).told("explain", { path: "src/shop.ts", range }),
    ).toBe(`### \`total\` · [src/shop.ts:4](./src/shop.ts#L4)

\`\`\`ts
function total(prices: number[], rate?: number): number
\`\`\`

> Sums up what is in the cart.

- function · exported · 8 lines · complexity 5 · nested 2 deep · 1 loop · 1 return
- **Calls** \`RangeError\`, \`tax\` ([src/tax.ts:1](./src/tax.ts#L1))
- **Throws** \`RangeError\` ([src/shop.ts:5](./src/shop.ts#L5))
- **Used in** [src/main.ts:3](./src/main.ts#L3)`);
  });

  it("[SE2] speaks Chinese", async () => {
    const text = await new StaticDesk(files).told("explain", { path: "src/shop.ts", language: "zh-CN" });
    expect(text).toContain("- 函数 · 已导出 · 8 行 · 圈复杂度 5 · 嵌套 2 层 · 1 个循环 · 1 处返回");
    expect(text).toContain("**使用位置** [src/main.ts:3](./src/main.ts#L3)");
  });

  it("[SE3] a selected name is told by what it stands for", async () => {
    const from = shop.lastIndexOf("tax(price");
    const text = await new StaticDesk(files).told("explain", { path: "src/shop.ts", range: { from, to: from + 3 } });
    expect(text).toContain("(alias) tax(price: number, rate: number): number");
    expect(text).toContain("**Declared in** [src/tax.ts:1](./src/tax.ts#L1)");
  });

  it("[SE4] of many symbols a table is told, and what is not used is said", async () => {
    const many = Array.from(
      { length: 60 },
      (_, index) => `export const value${index} = (a: number) => a + ${index};\n`,
    );
    const text = await new StaticDesk({ "a.ts": many.join("") }).told("explain", { path: "a.ts" });
    expect(text).toContain("The file declares 60 symbols.");
    expect(text).toContain("| `value59` | [a.ts:60](./a.ts#L60) | variable · exported · 1 line · complexity 1 |");
    const one = await new StaticDesk({ "a.ts": "export const lonely = 1;\n" }).told("explain", { path: "a.ts" });
    expect(one).toContain("Nothing in this workspace uses it.");
  });

  it.each([
    ["an empty file", "a.ts", ""],
    ["a file without declarations", "a.ts", "console.log(1);\n"],
    ["Python", "a.py", "def f(): pass\n"],
    ["a file that is too long", "a.ts", "1;".repeat(600_000)],
  ])("[SE5] of %s there is nothing to explain, and the reason is said", async (_, path, text) => {
    const answer = await new StaticDesk({ [path]: text }).run("explain", { path });
    expect(answer).toMatchObject({ kind: "nothing", reason: expect.stringMatching(/\w+ \w+/) });
  });

  it("[SE6] syntax errors, names of prototypes and code that looks like markdown do no harm", async () => {
    const code =
      "/** `](javascript:alert(1)) <img src=x> */\nexport function __proto__(constructor = `](javascript:x)`) {\n  toString(\n" +
      "export const hasOwnProperty = '```';\n";
    const text = await new StaticDesk({ "x](y).ts": code }).told("explain", { path: "x](y).ts" });
    expect(text).toContain("### `__proto__` · [x\\]\\(y\\).ts:2](./x%5D%28y%29.ts#L2)");
    expect(text).toContain("\\]\\(javascript:alert\\(1\\)\\) \\<img src=x\\>");
  });

  it("[SE7] members of classes and what CommonJS hands out are symbols too", async () => {
    const text = await new StaticDesk({
      "a.ts": "export class Store {\n  private a() {}\n  load(): number {\n    return 1;\n  }\n}\n",
    }).told("explain", { path: "a.ts" });
    expect(text).toMatch(/`Store.a`[\s\S]*method · not exported[\s\S]*`Store.load`[\s\S]*method · exported/);
    const common = "function a() {}\nfunction b() {}\nexports.c = function () {};\nmodule.exports = { a, d() {} };\n";
    const told = await new StaticDesk({ "a.js": common }).told("explain", { path: "a.js" });
    const exported = [...told.matchAll(/### `(\w+)`[\s\S]*?- (?:\w+) · ((?:not )?exported)/g)].map(
      ([, ...each]) => each,
    );
    expect(exported).toEqual([
      ["a", "exported"],
      ["b", "not exported"],
      ["c", "exported"],
      ["d", "exported"],
    ]);
  });
});
