import { ToolFailure } from "../lib/errors.ts";
import { loopTurnSteps } from "../limits.ts";
import { evaluateConditional } from "./conditional.ts";
import { contextOf } from "./context.ts";
import { expandArithmetic, expandPattern, expandText, expandWords } from "./expand.ts";
import { readLine } from "./read-line.ts";
import { Interrupted, LoopSignal } from "./signals.ts";
import type { ShellState } from "./state.ts";
import { type ShellIo, writeTo } from "./streams.ts";
import type { CaseClause, Command, Word } from "./syntax.ts";
import { setVariable } from "./variables.ts";

export type Compound = Exclude<Command, { type: "simple" | "pipeline" | "and-or" | "list" | "function" }>;

/** Runs a command that contains others; its redirects are in `io` already. */
export async function runCompound(command: Compound, io: ShellIo, state: ShellState): Promise<number> {
  const { runner } = state.shared;
  const context = contextOf(state, io);
  switch (command.type) {
    case "group":
      return command.subshell ? runner.subshell(command.body, io, state) : runner.command(command.body, io, state);
    case "if":
      for (const branch of command.branches)
        if ((await condition(branch.condition, io, state)) === 0) return runner.command(branch.body, io, state);
      return command.otherwise === null ? 0 : runner.command(command.otherwise, io, state);
    case "for":
      return runFor(command, io, state);
    case "count":
      if (command.start.trim() !== "") await expandArithmetic(command.start, context);
      return runLoop(command.body, io, state, {
        proceed: async () =>
          command.condition.trim() === "" || (await expandArithmetic(command.condition, context)) !== 0n,
        step: async () => void (await expandArithmetic(command.step, context)),
      });
    case "select":
      return runSelect(command, io, state);
    case "while": {
      const inner = loopIo(io);
      return runLoop(command.body, inner, state, {
        proceed: async () => ((await condition(command.condition, inner, state)) === 0) !== command.until,
      });
    }
    case "case":
      return runCase(command.clauses, await expandText(command.word, context), io, state);
    case "arithmetic":
      return (await expandArithmetic(command.source, context)) === 0n ? 1 : 0;
    case "test":
      return (await evaluateConditional(command.expression, context)) ? 0 : 1;
  }
}

/** A command whose failure `set -e` lets pass. */
export async function condition(command: Command, io: ShellIo, state: ShellState): Promise<number> {
  const before = state.options.exitOnError;
  const trap = state.traps.get("ERR");
  state.options.exitOnError = false;
  state.traps.delete("ERR");
  try {
    return await state.shared.runner.command(command, io, state);
  } finally {
    state.options.exitOnError ||= before;
    if (trap !== undefined) state.traps.set("ERR", trap);
  }
}

async function runCase(clauses: readonly CaseClause[], subject: string, io: ShellIo, state: ShellState) {
  let status = 0;
  let fallsThrough = false;
  for (const { patterns, body, end } of clauses) {
    if (!fallsThrough && !(await matchesAny(patterns, subject, io, state))) continue;
    status = await state.shared.runner.command(body, io, state);
    if (end === ";;") return status;
    fallsThrough = end === ";&";
  }
  return status;
}

async function matchesAny(patterns: readonly Word[], subject: string, io: ShellIo, state: ShellState) {
  for (const pattern of patterns) if ((await expandPattern(pattern, contextOf(state, io))).test(subject)) return true;
  return false;
}

async function runFor(command: Extract<Compound, { type: "for" }>, io: ShellIo, state: ShellState): Promise<number> {
  const context = contextOf(state, io);
  const values = command.words === null ? [...state.positional] : await expandWords(command.words, context);
  let at = 0;
  const status = await runLoop(command.body, io, state, {
    proceed: async () => {
      const value = values[at++];
      if (value === undefined) return false;
      setVariable(command.name, value, state);
      return true;
    },
  });
  await context.finish();
  return status;
}

async function runSelect(command: Extract<Compound, { type: "select" }>, io: ShellIo, state: ShellState) {
  const values =
    command.words === null ? [...state.positional] : await expandWords(command.words, contextOf(state, io));
  const inner = loopIo(io);
  const menu = values.map((value, at) => `${at + 1}) ${value}\n`).join("");
  return runLoop(command.body, inner, state, {
    proceed: async () => {
      await writeTo(io.stderr, `${menu}${state.variables.get("PS3") ?? "#? "}`);
      const { line, ended } = await readLine(inner.stdin);
      if (!ended && line === "") return false;
      setVariable("REPLY", line, state);
      setVariable(command.name, values[Number(line) - 1] ?? "", state);
      return true;
    },
  });
}

/** Programs in a loop leave the loop's input to its `read`. */
export function loopIo(io: ShellIo): ShellIo {
  return io.stdin.type === "stream" ? { ...io, stdin: { type: "shared", source: io.stdin } } : io;
}

async function runLoop(
  body: Command,
  io: ShellIo,
  state: ShellState,
  { proceed, step }: { proceed(): Promise<boolean>; step?(): Promise<void> },
): Promise<number> {
  let status = 0;
  const inner = loopIo(io);
  state.loops++;
  try {
    for (let turn = 1; await leftBy(proceed, false); turn++) {
      if (turn % loopTurnSteps === 0) await new Promise((done) => setImmediate(done));
      if (state.shared.interrupt.signal.aborted || state.job?.cancelled) throw new Interrupted();
      const goesOn = await leftBy(async () => {
        status = await state.shared.runner.command(body, inner, state);
        return true;
      }, true);
      if (!goesOn) return 0;
      await step?.();
    }
  } finally {
    state.loops--;
  }
  return status;
}

/** Runs part of a loop; `break` and `continue` that concern this loop end here. `resumes`: what `continue` gives. */
async function leftBy(action: () => Promise<boolean>, resumes: boolean): Promise<boolean> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof LoopSignal)) throw error;
    if (error.levels > 1) {
      error.levels--;
      throw error;
    }
    return error.kind === "continue" ? resumes : false;
  }
}

/** A redirect or expansion that fails makes its command fail; the shell goes on. */
export async function reportFailure(error: unknown, io: ShellIo): Promise<number> {
  if (!(error instanceof ToolFailure)) throw error;
  await writeTo(io.stderr, `jsh: ${error.message}\n`);
  return error.status;
}
