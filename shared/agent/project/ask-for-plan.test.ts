/** A plan that is none is said to the model and asked for again, in bounds; nothing of it is taken. */
import { expect, it } from "vitest";
import type { AskEnd, AskInput, AskModel } from "../ask.ts";
import { agentLimits } from "../limits.ts";
import { askForPlan } from "./ask-for-plan.ts";
import { readSpec } from "./spec-items.ts";

const good = JSON.stringify({ files: [{ path: "a.ts", purpose: "x", fromSpec: ["R1"] }] });
const saying = (text: string, more: object = {}): AskEnd =>
  ({ ok: true, text, reason: "stop", model: "m", endpoint: "e", tokens: 1, ...more }) as AskEnd;

async function planned(answers: readonly (AskEnd | AskModel)[], signal = new AbortController().signal) {
  const asks: AskInput[] = [];
  const model: AskModel = async (ask, hear, stop) => {
    const answer = answers[Math.min(asks.length, answers.length - 1)];
    asks.push(ask);
    return typeof answer === "function" ? answer(ask, hear, stop) : (answer ?? saying(""));
  };
  const items = readSpec("spec/a.md", "- [R1] one\n");
  const question = { items, paths: ["package.json"], language: "en" as const };
  return { ...(await askForPlan(question, { model, exists: () => false }, signal)), asks };
}

it("the model is told each item with its id, and which files there are", async () => {
  const done = await planned([saying(good)]);
  expect(done).toMatchObject({ end: "done", plan: { files: [{ path: "a.ts", fromSpec: ["R1"] }] } });
  expect(done.asks[0]?.context).toEqual([
    { label: "specification spec/a.md", path: "spec/a.md", text: "R1 (requirement):\n[R1] one" },
    { label: "files that are there", text: "package.json" },
  ]);
});

const endless: AskModel = async (_ask, hear, signal) => {
  for (let count = 0; !signal.aborted && count < 100; count++) hear("again ".repeat(100_000));
  return saying("again ".repeat(1_000_000), { reason: signal.aborted ? "cancelled" : "stop" });
};

it.each([
  ["no JSON", saying("I would write three files."), "no plan"],
  ["empty", saying(""), "no plan"],
  ["endless", endless, "cut before its end"],
  ["cut off", saying(good.slice(0, -5), { reason: "length" }), "cut before its end"],
  [
    "outside of the workspace",
    saying('{"files":[{"path":"../../etc/passwd","purpose":"x"}]}'),
    "path of the workspace",
  ],
  ["10,000 files", saying(JSON.stringify({ files: Array(10_000).fill({ path: "a.ts", purpose: "x" }) })), "no plan"],
])("a plan that is %s is asked for again, and then said to be unusable", async (_what, answer, reason) => {
  const { end, asks, ...done } = await planned([answer]);
  expect([end, asks.map(({ escalation }) => escalation)]).toEqual(["failed", [0, 0, 0, 1]]);
  expect(done).toMatchObject({ failure: { code: "unusable", message: expect.stringContaining(reason) } });
  expect(asks[1]?.objection?.problem).toContain(reason);
  expect(asks[1]?.objection?.answer.length).toBeLessThanOrEqual(agentLimits.maxPassageChars);
  const better = await planned([answer, saying(good)]);
  expect([better.end, better.bill.calls.length]).toEqual(["done", 2]);
});

it("without a model it fails with the reason at once, and Stop ends it", async () => {
  const none = await planned([{ ok: false, code: "no-model", message: "No model.", text: "" }]);
  expect([none.end, none.asks.length, "failure" in none && none.failure.code]).toEqual(["failed", 1, "no-model"]);
  expect((await planned([saying(good)], AbortSignal.abort())).end).toBe("cancelled");
});
