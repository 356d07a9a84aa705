import { expect, it } from "vitest";
import { StaticDesk } from "../../test/support/static-desk.ts";

const filler = (name: string) => `export function ${name}(value: number) {\n  return value * 2;\n}\n\n`.repeat(8);
const files = {
  "src/session.ts": `${filler("double")}/** Keeps the login of a user until midnight. */\nexport function keepLogin(user: string) {\n  return user;\n}\n`,
  "src/other.ts": filler("triple"),
  "src/支付.ts": "// 计算订单的折扣价格\nexport const discount = (price: number) => price;\n",
};

it("[QA1] a question is answered with the passages that share its words, the best first, with links to lines", async () => {
  const text = await new StaticDesk(files).told("chat", { path: "", request: "Where is the login of a user kept?" });
  const [first] = text.match(/\[.*?\]\(.*?\)/g) ?? [];
  const line = files["src/session.ts"].split("\n").findIndex((each) => each.includes("login")) + 1;
  const [, told = "0"] = /#L(\d+)/.exec(first ?? "") ?? [];
  expect(first).toContain("src/session.ts");
  expect(Math.abs(Number(told) - line)).toBeLessThanOrEqual(1);
  expect(text).toContain("export function keepLogin");
  expect(text).not.toContain("src/other.ts");
});

it("[QA2] a question in Chinese finds what is written in Chinese", async () => {
  const text = await new StaticDesk(files).told("chat", {
    path: "",
    request: "订单折扣在哪里计算？",
    language: "zh-CN",
  });
  expect(text).toContain("工作区中与问题用词最接近的片段：\n\n[src/支付.ts:1](./src/%E6%94%AF%E4%BB%98.ts#L1)");
});

it.each(["", "zzz", "__proto__ constructor", "???"])(
  "[QA3] to %j there is no passage, and that is said",
  async (request) => {
    const answer = await new StaticDesk(files).run("chat", { path: "", request });
    expect(answer).toEqual({
      kind: "nothing",
      reason: "No passage of this workspace shares a word with the question.",
    });
  },
);

it("[QA4] what a passage holds stays within its block", async () => {
  const hostile = { "a.md": "# login\n````\n```\n[login](javascript:alert(1))\n````\n" };
  const text = await new StaticDesk(hostile).told("chat", { path: "", request: "login" });
  expect(text).toMatch(/`{5}md\n[\s\S]*\n`{5}$/);
});

it.each(["hint", "generate", "plan", "write-file", "agent"] as const)(
  "[QA5] %s needs a model, and that is said",
  async (task) => {
    expect(await new StaticDesk(files).run(task, { path: "src/other.ts" })).toEqual({
      kind: "nothing",
      reason: "This needs a model.",
    });
  },
);
