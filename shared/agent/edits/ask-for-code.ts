/** Asks a model for the code of one place. What cannot stand there is said to it, twice at most, then a larger one is asked. */
import type { AskEnd, AskInput, AskModel } from "../ask.ts";
import { askBounded } from "../ask-bounded.ts";
import { type Bill, type BilledCall, billed, billOf } from "../bill.ts";
import { agentLimits } from "../limits.ts";
import { escalations, isPassing } from "./again.ts";

export interface CodeTask {
  ask: AskInput;
  /** What is wrong with this code at its place; undefined when nothing is. */
  objects(code: string): string | undefined;
}

export interface AskedCode {
  end: "done" | "given-up" | "cancelled" | "failed";
  /** The last code, also where it is objected to. */
  code?: string;
  problem?: string;
  bill: Bill;
  /** Why no model answered. */
  failure?: { code: string; message: string };
}

export async function askForCode(
  task: CodeTask,
  ports: { model: AskModel; hear?(text: string): void },
  signal: AbortSignal,
): Promise<AskedCode> {
  const calls: BilledCall[] = [];
  const ended = (rest: Omit<AskedCode, "bill">): AskedCode => ({ ...rest, bill: billOf(calls) });
  let wanting: { code: string; problem: string; answer: string } | undefined;
  for (const escalation of escalations(task.ask)) {
    const objection = wanting && { answer: cut(wanting.answer), problem: cut(wanting.problem) };
    const ask = { ...task.ask, escalation, ...(objection && { objection }) };
    const answer = await askBounded({ ask, model: ports.model, hear: ports.hear }, signal);
    calls.push(billed(answer, escalation));
    if (signal.aborted || (answer.ok && answer.reason === "cancelled")) return ended({ end: "cancelled" });
    if (!answer.ok && !isPassing(answer.code)) return ended({ end: "failed", failure: answer });
    const code = codeIn(answer.text);
    const problem = cutOff(answer) ?? (code.trim() === "" ? "It holds no code." : task.objects(code));
    if (problem === undefined) return ended({ end: "done", code });
    wanting = { code, problem, answer: answer.text };
  }
  return ended({ end: "given-up", ...(wanting && { code: wanting.code, problem: wanting.problem }) });
}

const fence = /^[ \t]*(`+|~+)/;

/** The longest fenced block; the whole answer where there is none. A fence that is not closed goes to the end. */
export function codeIn(answer: string): string {
  const lines = answer.replaceAll("\r\n", "\n").split("\n");
  let longest: string | undefined;
  let open: { mark: string; from: number } | undefined;
  const close = (to: number): void => {
    const code = open && lines.slice(open.from, to).join("\n");
    if (code !== undefined && (longest === undefined || code.length > longest.length)) longest = code;
    open = undefined;
  };
  lines.forEach((line, at) => {
    const mark = fence.exec(line)?.[1] ?? "";
    if (open ? mark.startsWith(open.mark) && line.trim() === mark : mark.length >= 3) {
      if (open) close(at);
      else open = { mark, from: at + 1 };
    }
  });
  close(lines.length);
  return (longest ?? answer.replaceAll("\r\n", "\n")).replace(/\n$/, "");
}

function cutOff(answer: AskEnd): string | undefined {
  return answer.ok && answer.reason !== "length" ? undefined : "The answer was cut before its end.";
}

function cut(text: string): string {
  return text.slice(0, agentLimits.maxPassageChars);
}
