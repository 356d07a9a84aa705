/** Asks a model for a project's plan. An answer that is none is said to it, twice at most, then a larger one is asked. */
import type { AskInput, AskModel } from "../ask.ts";
import { askBounded } from "../ask-bounded.ts";
import { type Bill, type BilledCall, billed, billOf } from "../bill.ts";
import { escalations, isPassing } from "../edits/again.ts";
import { agentLimits } from "../limits.ts";
import { type PlanGround, type ReadPlan, readPlan } from "./plan.ts";
import type { SpecItem } from "./spec-items.ts";

export interface PlanQuestion extends Pick<AskInput, "language" | "model"> {
  items: readonly SpecItem[];
  /** Paths of the files that are there. */
  paths: readonly string[];
}

export type AskedPlan = { bill: Bill } & (
  | ({ end: "done" } & ReadPlan)
  | { end: "cancelled" }
  /** No answer was a plan, or no model answered. */
  | { end: "failed"; failure: { code: string; message: string } }
);

export async function askForPlan(
  question: PlanQuestion,
  { model, hear, exists }: { model: AskModel; hear?(text: string): void } & Pick<PlanGround, "exists">,
  signal: AbortSignal,
): Promise<AskedPlan> {
  const calls: BilledCall[] = [];
  const ground = { items: new Set(question.items.map(({ id }) => id)), exists };
  const asked = askOfPlan(question);
  let problem = "";
  let objection: AskInput["objection"];
  for (const escalation of escalations(asked)) {
    const ask = { ...asked, escalation, ...(objection ? { objection } : {}) };
    const answer = await askBounded({ ask, model, hear }, signal);
    calls.push(billed(answer, escalation));
    const bill = billOf(calls);
    if (signal.aborted || (answer.ok && answer.reason === "cancelled")) return { end: "cancelled", bill };
    if (!answer.ok && !isPassing(answer.code)) return { end: "failed", failure: answer, bill };
    const read = readPlan(answer.text, ground);
    if (read.ok) return { end: "done", ...read.value, bill };
    const isCut = !answer.ok || answer.reason === "length";
    problem = isCut ? "The answer was cut before its end: plan fewer files, in fewer words." : read.message;
    objection = { answer: answer.text.slice(0, agentLimits.maxPassageChars), problem: problem.slice(0, 4_096) };
  }
  return { end: "failed", failure: { code: "unusable", message: problem }, bill: billOf(calls) };
}

/** The specification item by item, file by file, and which files there are. */
function askOfPlan({ items, paths, language, model }: PlanQuestion): AskInput {
  const short = (text: string) => text.slice(0, agentLimits.maxPassageChars);
  const files = [...new Set(items.map(({ path }) => path))];
  const context = files.map((path) => ({
    label: `specification ${path}`,
    path,
    text: short(
      items
        .filter((item) => item.path === path)
        .map(({ id, kind, text }) => `${id} (${kind}):\n${text}`)
        .join("\n\n"),
    ),
  }));
  const there = { label: "files that are there", text: short(paths.join("\n")) };
  return {
    task: "plan",
    language,
    context: [...context.slice(0, agentLimits.maxPassages - 1), ...(paths.length ? [there] : [])],
    ...(model === undefined ? {} : { model }),
  };
}
