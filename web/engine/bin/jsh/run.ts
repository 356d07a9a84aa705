import { BrokenPipe, errorCode, errorText, ToolFailure } from "../lib/errors.ts";
import { callDepth, loopTurnSteps } from "../limits.ts";
import { builtins } from "./builtins/index.ts";
import { contextOf } from "./context.ts";
import { expandPattern, expandText, expandWords } from "./expand.ts";
import { startJob } from "./jobs.ts";
import { parse } from "./parser.ts";
import { runPipeline } from "./pipeline.ts";
import { runExternal } from "./process.ts";
import { applyRedirects } from "./redirect.ts";
import { ExitSignal, Interrupted, LoopSignal, ReturnSignal } from "./signals.ts";
import { createState, forkState, type Runner, type ShellState } from "./state.ts";
import { type ShellIo, writeTo } from "./streams.ts";
import { type Command, ShellSyntaxError, UnsetVariable, type Word } from "./syntax.ts";

/** Runs in a copy of the shell: `cd`, variables and `exit` stay inside. */
async function runSubshell(command: Command, io: ShellIo, state: ShellState): Promise<number> {
  try {
    return await runCommand(command, io, forkState(state));
  } catch (error) {
    if (error instanceof ExitSignal || error instanceof ReturnSignal) return error.status;
    if (error instanceof BrokenPipe) return 141;
    throw error;
  }
}

/** Runs one command to its end; returns its exit status. `exit`, `break` and their like arrive as signals from signals.ts. */
async function runCommand(command: Command, io: ShellIo, state: ShellState): Promise<number> {
  switch (command.type) {
    case "simple":
      return runSimple(command, io, state);
    case "pipeline": {
      const status =
        command.stages.length === 1 && command.stages[0] !== undefined
          ? await runCommand(command.stages[0], io, state)
          : await runPipeline(command.stages, io, state);
      return command.negated ? Number(status === 0) : status;
    }
    case "and-or": {
      const left = await withoutExit(state, () => runCommand(command.left, io, state));
      state.status = left;
      return (left === 0) === (command.operator === "&&") ? runCommand(command.right, io, state) : left;
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

async function runList(command: Extract<Command, { type: "list" }>, io: ShellIo, state: ShellState): Promise<number> {
  let status = command.items.length === 0 ? 0 : state.status;
  for (const item of command.items) {
    if (state.shared.interrupt.signal.aborted || state.job?.cancelled) throw new Interrupted();
    status = item.background ? await startJob(item, io, state) : await runCommand(item.command, io, state);
    state.status = status;
    const tested = item.command.type === "and-or" || (item.command.type === "pipeline" && item.command.negated);
    if (status !== 0 && state.options.exitOnError && !item.background && !tested) throw new ExitSignal(status);
  }
  return status;
}

async function withoutExit<T>(state: ShellState, action: () => Promise<T>): Promise<T> {
  const before = state.options.exitOnError;
  state.options.exitOnError = false;
  try {
    return await action();
  } finally {
    state.options.exitOnError = before;
  }
}

async function withRedirects(
  redirects: Extract<Command, { type: "simple" }>["redirects"],
  io: ShellIo,
  state: ShellState,
  action: (io: ShellIo) => Promise<number>,
): Promise<number> {
  if (redirects.length === 0) return action(io);
  let redirected: Awaited<ReturnType<typeof applyRedirects>>;
  try {
    redirected = await applyRedirects(redirects, io, contextOf(state, io));
  } catch (error) {
    if (!(error instanceof ToolFailure)) throw error;
    await writeTo(io.stderr, `jsh: ${error.message}\n`);
    return 1;
  }
  try {
    return await action(redirected.io);
  } finally {
    redirected.close();
  }
}

type Compound = Exclude<Command, { type: "simple" | "pipeline" | "and-or" | "list" | "function" }>;

async function runCompound(command: Compound, io: ShellIo, state: ShellState): Promise<number> {
  switch (command.type) {
    case "group":
      return command.subshell ? runSubshell(command.body, io, state) : runCommand(command.body, io, state);
    case "if":
      for (const branch of command.branches)
        if ((await withoutExit(state, () => runCommand(branch.condition, io, state))) === 0)
          return runCommand(branch.body, io, state);
      return command.otherwise === null ? 0 : runCommand(command.otherwise, io, state);
    case "for": {
      const values =
        command.words === null ? [...state.positional] : await expandWords(command.words, contextOf(state, io));
      let at = 0;
      return runLoop(command.body, io, state, async () => {
        const value = values[at++];
        if (value === undefined) return false;
        state.variables.set(command.name, value);
        return true;
      });
    }
    case "while": {
      const inner = loopIo(io);
      return runLoop(
        command.body,
        io,
        state,
        async () =>
          ((await withoutExit(state, () => runCommand(command.condition, inner, state))) === 0) !== command.until,
      );
    }
    case "case": {
      const subject = await expandText(command.word, contextOf(state, io));
      for (const clause of command.clauses)
        for (const pattern of clause.patterns)
          if ((await expandPattern(pattern, contextOf(state, io))).test(subject))
            return runCommand(clause.body, io, state);
      return 0;
    }
  }
}

function loopIo(io: ShellIo): ShellIo {
  return io.stdin.type === "stream" ? { ...io, stdin: { type: "shared", source: io.stdin } } : io;
}

async function runLoop(
  body: Command,
  io: ShellIo,
  state: ShellState,
  proceed: () => Promise<boolean>,
): Promise<number> {
  let status = 0;
  const inner = loopIo(io);
  for (let step = 1; await proceed(); step++) {
    if (step % loopTurnSteps === 0) await new Promise((done) => setImmediate(done));
    if (state.shared.interrupt.signal.aborted || state.job?.cancelled) throw new Interrupted();
    try {
      status = await runCommand(body, inner, state);
    } catch (error) {
      if (!(error instanceof LoopSignal)) throw error;
      if (error.levels > 1) {
        error.levels--;
        throw error;
      }
      status = 0;
      if (error.kind === "break") break;
    }
  }
  return status;
}

/** Puts an alias's words in the place of its name. */
function expandAlias(words: Word[], state: ShellState): Word[] {
  const seen = new Set<string>();
  for (let current = words; ; ) {
    const [first, ...rest] = current;
    const part = first?.length === 1 ? first[0] : undefined;
    const text = part?.type === "text" && !part.quoted ? part.text : "";
    const alias = state.aliases.get(text);
    if (alias === undefined || seen.has(text)) return current;
    seen.add(text);
    const parsed = parse(alias);
    const only = parsed.type === "list" && parsed.items.length === 1 ? parsed.items[0]?.command : undefined;
    if (only?.type !== "simple") return current;
    current = [...only.words, ...rest];
  }
}

async function runSimple(
  command: Extract<Command, { type: "simple" }>,
  io: ShellIo,
  state: ShellState,
): Promise<number> {
  const context = contextOf(state, io);
  state.status = command.words.length === 0 ? 0 : state.status;
  const words = expandAlias(command.words, state);
  const first = words[0]?.[0];
  const doubleBracket = first?.type === "text" && first.text === "[[" && words[0]?.length === 1;
  const args: string[] = [];
  try {
    if (doubleBracket) for (const word of words) args.push(await expandText(word, context));
    else args.push(...(await expandWords(words, context)));
    const assigned = new Map<string, string>();
    for (const { name, value, append } of command.assignments) {
      const text = (append ? (state.variables.get(name) ?? "") : "") + (await expandText(value, context));
      if (args.length === 0) state.variables.set(name, text);
      else assigned.set(name, text);
    }
    if (state.options.trace && args.length > 0) await writeTo(io.stderr, `+ ${args.join(" ")}\n`);
    return await withRedirects(command.redirects, io, state, (inner) =>
      args.length === 0 ? Promise.resolve(state.status) : runNamed(args, assigned, inner, state),
    );
  } catch (error) {
    if (!(error instanceof ShellSyntaxError)) throw error;
    await writeTo(io.stderr, `jsh: ${error.message}\n`);
    if (error instanceof UnsetVariable && !state.shared.interactive) throw new ExitSignal(1);
    return 1;
  }
}

/** Runs a function, builtin or program by name. */
async function runNamed(
  args: string[],
  assigned: Map<string, string>,
  io: ShellIo,
  state: ShellState,
): Promise<number> {
  const [name = "", ...rest] = args;
  const body = state.functions.get(name);
  if (body !== undefined) return withAssigned(assigned, state, () => runFunction(body, rest, io, state));
  const builtin = builtins.get(name);
  if (builtin === undefined) return runExternal(args, assigned, io, state);
  return withAssigned(assigned, state, async () => {
    try {
      return await builtin({ name, args: rest, io, state });
    } catch (error) {
      if (!(error instanceof ToolFailure) && errorCode(error) === "") throw error;
      await writeTo(io.stderr, `${name}: ${errorText(error)}\n`);
      return error instanceof ToolFailure ? error.status : 1;
    }
  });
}

/** Variables written before a builtin or function hold for that call only. */
async function withAssigned(
  assigned: Map<string, string>,
  state: ShellState,
  action: () => Promise<number>,
): Promise<number> {
  if (assigned.size === 0) return action();
  const before = [...assigned.keys()].map(
    (name) => [name, state.variables.get(name), state.exported.has(name)] as const,
  );
  for (const [name, value] of assigned) {
    state.variables.set(name, value);
    state.exported.add(name);
  }
  try {
    return await action();
  } finally {
    for (const [name, value, exported] of before) {
      if (value === undefined) state.variables.delete(name);
      else state.variables.set(name, value);
      if (!exported) state.exported.delete(name);
    }
  }
}

async function runFunction(body: Command, args: string[], io: ShellIo, state: ShellState): Promise<number> {
  if (state.depth >= callDepth) throw new ToolFailure(`functions call each other more than ${callDepth} deep`);
  const { positional } = state;
  const frame = new Map<string, string | undefined>();
  state.positional = args;
  state.depth++;
  state.locals.push(frame);
  try {
    return await runCommand(body, io, state);
  } catch (error) {
    if (error instanceof ReturnSignal) return error.status;
    throw error;
  } finally {
    state.positional = positional;
    state.depth--;
    state.locals.pop();
    for (const [name, value] of frame) {
      if (value === undefined) state.variables.delete(name);
      else state.variables.set(name, value);
    }
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
  return runCommand(command, io, state);
}

/** Runs a whole program in a shell of its own: signals end here, the exit trap runs. Returns the exit status. */
export async function runProgram(text: string, io: ShellIo, state: ShellState): Promise<number> {
  let status = await settle(() => runText(text, io, state));
  if (state.exitTrap !== null) {
    const trap = state.exitTrap;
    state.exitTrap = null;
    state.status = status;
    status = await settle(async () => {
      await runText(trap, io, state);
      return status;
    });
  }
  return status;
}

async function settle(action: () => Promise<number>): Promise<number> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof ExitSignal || error instanceof ReturnSignal) return error.status;
    if (error instanceof Interrupted) return 130;
    if (error instanceof BrokenPipe) return 141;
    if (error instanceof LoopSignal) return 0;
    throw error;
  }
}

const runner: Runner = { command: runCommand, subshell: runSubshell, text: runText, named: runNamed };

/** A new shell. */
export function createShell(options: Omit<Parameters<typeof createState>[0], "runner">): ShellState {
  return createState({ ...options, runner });
}
