/** Pass counts by module, and what the failures have in common. */
import { moduleOf, modules } from "./modules.ts";
import { type Outcome, passed, skipReason } from "./plan.ts";

export interface Score {
  module: string;
  pass: number;
  of: number;
}

export function scoreByModule(outcomes: Outcome[]): Score[] {
  return modules.flatMap(([module]) => {
    const mine = outcomes.filter(({ file }) => moduleOf(file) === module);
    return mine.length === 0 ? [] : [{ module, pass: mine.filter(passed).length, of: mine.length }];
  });
}

export const percent = (pass: number, of: number): number => Math.round((1_000 * pass) / Math.max(1, of)) / 10;

export function scoreTable(scores: Score[]): string {
  const rows = scores.map(({ module, pass, of }) => `| ${module} | ${pass} | ${of} | ${percent(pass, of)} % |`);
  return ["| module | pass | of | |", "|---|---|---|---|", ...rows].join("\n");
}

/** The line that tells most of a failure: its signal, the last error's first line, or the exit code. */
export function causeOf(outcome: Outcome): string {
  const skip = skipReason(outcome);
  if (skip !== undefined) return `skips itself here: ${skip}`;
  if (outcome.signal) return outcome.signal;
  const lines = outcome.tail.split("\n");
  const error = lines.find((line) => /^(Uncaught )?[\w.]*(Error|Exception)\b.*/.test(line.trim()));
  const mismatch = lines.find((line) => line.startsWith("Mismatched calls"));
  return (mismatch ?? error ?? `exit code ${outcome.code}`).trim().slice(0, 160);
}

/** Causes, the most frequent first, each with its files. */
export function causes(outcomes: Outcome[]): [cause: string, files: string[]][] {
  const found = new Map<string, string[]>();
  for (const outcome of outcomes.filter((one) => !passed(one))) {
    const cause = causeOf(outcome);
    found.set(cause, [...(found.get(cause) ?? []), outcome.file]);
  }
  return [...found].sort((a, b) => b[1].length - a[1].length);
}
