import { BrokenPipe, ToolFailure } from "../lib/errors.ts";
import { condition, reportFailure, runCompound } from "./compound.ts";
import { contextOf } from "./context.ts";
import { startJob } from "./jobs.ts";
import { parse } from "./parser.ts";
import { runPipeline } from "./pipeline.ts";
import { applyRedirects } from "./redirect.ts";
import { ExitSignal, Interrupted } from "./signals.ts";
import { runNamed, runSimple } from "./simple.ts";
import { createState, type Runner, type ShellState } from "./state.ts";
import { type ShellIo, writeTo } from "./streams.ts";
import { runSubshell, withExitTrap } from "./subshell.ts";
import { type Command, type Redirect, ShellSyntaxError, VariableError } from "./syntax.ts";
import { timed } from "./timed.ts";
import { runErrorTrap, runPendingTraps } from "./traps.ts";

/** Runs one command to its end; returns its exit status. `exit`, `break` and their like arrive as signals from signals.ts. */
async function runCommand(command: Command, io: ShellIo, state: ShellState): Promise<number> {
  switch (command.type) {
    case "simple":
      return remembered(await runSimple(command, io, state), state);
    case "pipeline":
      return command.timed ? timed(io, () => runStages(command, io, state)) : runStages(command, io, state);
    case "and-or": {
      const left = await condition(command.left, io, state);
      state.status = left;
      if ((left === 0) !== (command.operator === "&&")) return left;
      const right = await runCommand(command.right, io, state);
      await checkFailure(command.right, right, io, state);
      return right;
    }
    case "list":
      return runList(command, io, state);
    case "function":
      state.functions.set(command.name, command.body);
      return 0;
    default:
      return withRedirects(command.redirects, io, state, (inner) => runCompound(command, inner, state));
  }
}

async function runStages(
  { negated, stages }: Extract<Command, { type: "pipeline" }>,
  io: ShellIo,
  state: ShellState,
): Promise<number> {
  const [only, more] = stages;
  if (only === undefined || more !== undefined) {
    const status = await runPipeline(stages, io, state);
    return negated ? Number(status === 0) : status;
  }
  const status = negated ? await condition(only, io, state) : await runCommand(only, io, state);
  return negated ? Number(status === 0) : status;
}

/** `${PIPESTATUS[@]}` of a command that is a pipeline by itself. */
function remembered(status: number, state: ShellState): number {
  state.arrays.set("PIPESTATUS", { associative: false, values: new Map([["0", String(status)]]) });
  return status;
}

async function runList(command: Extract<Command, { type: "list" }>, io: ShellIo, state: ShellState): Promise<number> {
  let status = command.items.length === 0 ? 0 : state.status;
  for (const item of command.items) {
    if (state.shared.interrupt.signal.aborted || state.job?.cancelled) throw new Interrupted();
    status = item.background ? await startJob(item, io, state) : await runCommand(item.command, io, state);
    state.status = status;
    if (state.shared.pendingTraps.length > 0) await runPendingTraps(io, state);
    if (!item.background) await checkFailure(item.command, status, io, state);
  }
  return status;
}

/** `set -e` and `trap … ERR` after a command that has failed by itself, not through one inside of it. */
async function checkFailure(command: Command, status: number, io: ShellIo, state: ShellState): Promise<void> {
  if (status === 0) return;
  const byItself =
    command.type === "simple" ||
    command.type === "test" ||
    command.type === "arithmetic" ||
    (command.type === "pipeline" && !command.negated) ||
    (command.type === "group" && command.subshell);
  if (!byItself) return;
  await runErrorTrap(status, io, state);
  if (state.options.exitOnError) throw new ExitSignal(status);
}

async function withRedirects(
  redirects: readonly Redirect[],
  io: ShellIo,
  state: ShellState,
  action: (io: ShellIo) => Promise<number>,
): Promise<number> {
  const context = contextOf(state, io);
  try {
    if (redirects.length === 0) return await action(io);
    const redirected = await applyRedirects(redirects, io, context);
    try {
      return await action(redirected.io);
    } finally {
      redirected.close();
    }
  } catch (error) {
    if (error instanceof ShellSyntaxError) {
      await writeTo(io.stderr, `jsh: ${error.message}\n`);
      if (error instanceof VariableError && !state.shared.interactive) throw new ExitSignal(1);
      return 1;
    }
    return await reportFailure(error, io);
  } finally {
    await context.finish();
  }
}

/** Runs a script text in this shell: `jsh -c`, a file, a line at the prompt, `source`, `eval`. Its syntax errors are status 2. */
export async function runText(text: string, io: ShellIo, state: ShellState): Promise<number> {
  let command: Command;
  try {
    command = parse(text);
  } catch (error) {
    if (!(error instanceof ShellSyntaxError)) throw error;
    await writeTo(io.stderr, `jsh: syntax error: ${error.message}\n`);
    return 2;
  }
  return state.options.noExec ? 0 : runCommand(command, io, state);
}

/** Runs a whole program in a shell of its own: signals end here, the exit trap runs. Returns the exit status. */
export async function runProgram(text: string, io: ShellIo, state: ShellState): Promise<number> {
  try {
    const status = await withExitTrap(state, io, () => runText(text, io, state));
    for (const end of state.shared.openSinks) end();
    await Promise.all(state.shared.beside);
    return status;
  } catch (error) {
    if (error instanceof Interrupted) return 130;
    if (error instanceof BrokenPipe) return 141;
    if (error instanceof ToolFailure) return reportFailure(error, io);
    throw error;
  }
}

const runner: Runner = { command: runCommand, subshell: runSubshell, text: runText, named: runNamed };

/** A new shell. */
export function createShell(options: Omit<Parameters<typeof createState>[0], "runner">): ShellState {
  return createState({ ...options, runner });
}
