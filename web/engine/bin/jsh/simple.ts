import { errorCode, errorText, ToolFailure } from "../lib/errors.ts";
import { callDepth } from "../limits.ts";
import { assign, assignedText, rememberVariable } from "./assign.ts";
import { expandBraces } from "./braces.ts";
import { builtins } from "./builtins/index.ts";
import { contextOf, type ShellContext } from "./context.ts";
import { expandWords } from "./expand.ts";
import { parse, readAssignment } from "./parser.ts";
import { runExternal } from "./process.ts";
import { shellQuote } from "./quote.ts";
import { applyRedirects } from "./redirect.ts";
import { ExitSignal, ReturnSignal } from "./signals.ts";
import type { ShellState } from "./state.ts";
import { type ShellIo, writeTo } from "./streams.ts";
import { type Assignment, type Command, ShellSyntaxError, VariableError, type Word } from "./syntax.ts";
import { setVariable } from "./variables.ts";

type Simple = Extract<Command, { type: "simple" }>;

/** Commands whose arguments `name=value` are assignments. */
const declaring = new Set(["declare", "export", "local", "readonly", "typeset"]);

/** Runs assignments, redirects and the function, builtin or program that the first word names. */
export async function runSimple(command: Simple, io: ShellIo, state: ShellState): Promise<number> {
  const context = contextOf(state, io);
  if (command.words.length === 0) state.status = 0;
  try {
    const { args, arrays } = await argumentsOf(expandAlias(command.words, state), context);
    if (args.length === 0) return await runAssignments(command, io, context);
    const assigned = new Map<string, string>();
    for (const one of command.assignments) assigned.set(one.name, await assignedText(one, context));
    await trace(assigned, args, io, state);
    const status = await runRedirected(command, args, assigned, io, context);
    for (const one of arrays) await assign(one, context);
    return status;
  } catch (error) {
    return await failed(error, io, state);
  } finally {
    await context.finish();
  }
}

async function failed(error: unknown, io: ShellIo, state: ShellState): Promise<number> {
  if (!(error instanceof ShellSyntaxError) && !(error instanceof ToolFailure)) throw error;
  await writeTo(io.stderr, `jsh: ${error.message}\n`);
  if (error instanceof VariableError && !state.shared.interactive) throw new ExitSignal(1);
  return error instanceof ToolFailure ? error.status : 1;
}

async function trace(assigned: ReadonlyMap<string, string>, args: string[], io: ShellIo, state: ShellState) {
  if (!state.options.trace) return;
  const words = [
    ...[...assigned].map(([name, value]) => `${name}=${shellQuote(value)}`),
    ...args.map((one) => shellQuote(one)),
  ];
  await writeTo(io.stderr, `${state.variables.get("PS4") ?? "+ "}${words.join(" ")}\n`);
}

async function runAssignments(command: Simple, io: ShellIo, context: ShellContext): Promise<number> {
  const { state } = context;
  for (const one of command.assignments) {
    await assign(one, context);
    await trace(new Map([[one.name, state.variables.get(one.name) ?? ""]]), [], io, state);
  }
  const redirected = await applyRedirects(command.redirects, io, context);
  redirected.close();
  return state.status;
}

async function runRedirected(
  command: Simple,
  args: string[],
  assigned: Map<string, string>,
  io: ShellIo,
  context: ShellContext,
): Promise<number> {
  const { state } = context;
  if (args[0] === "exec" && !state.functions.has("exec")) {
    const { io: changed } = await applyRedirects(command.redirects, io, context).catch((error: unknown) =>
      failed(error, io, state).then((status) => {
        throw new ExitSignal(status);
      }),
    );
    Object.assign(io, changed);
    return runNamed(args, assigned, io, state);
  }
  if (command.redirects.length === 0) return runNamed(args, assigned, io, state);
  const redirected = await applyRedirects(command.redirects, io, context);
  try {
    return await runNamed(args, assigned, redirected.io, state);
  } finally {
    redirected.close();
  }
}

/** The arguments of a command; of a declaring one also the arrays that it is to assign afterwards. */
async function argumentsOf(
  words: readonly Word[],
  context: ShellContext,
): Promise<{ args: string[]; arrays: Assignment[] }> {
  const [first] = words;
  const name = first?.length === 1 && first[0]?.type === "text" && !first[0].quoted ? first[0].text : "";
  if (!declaring.has(name)) return { args: await expandWords(words, context), arrays: [] };
  const args = [name];
  const arrays: Assignment[] = [];
  for (const word of words.slice(1).flatMap(expandBraces)) {
    const one = readAssignment(word);
    if (one === null) args.push(...(await expandWords([word], context)));
    else if (one.value[0]?.type === "array") {
      args.push(one.name);
      arrays.push(one);
    } else args.push(`${one.name}=${await assignedText(one, context)}`);
  }
  return { args, arrays };
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

/** Runs a function, builtin or program by name. */
export async function runNamed(
  args: string[],
  assigned: Map<string, string>,
  io: ShellIo,
  state: ShellState,
): Promise<number> {
  const [name = "", ...rest] = args;
  const body = state.functions.get(name);
  if (body !== undefined) return withAssigned(assigned, state, () => runFunction(body, rest, io, state));
  const builtin = builtins.get(name);
  // A job's `sleep` is a process, so that its number can be killed and waited for.
  if (builtin === undefined || (name === "sleep" && state.job !== null)) return runExternal(args, assigned, io, state);
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
  const restores = [...assigned.keys()].map((name) => rememberVariable(name, state));
  for (const [name, value] of assigned) {
    setVariable(name, value, state);
    state.exported.add(name);
  }
  try {
    return await action();
  } finally {
    for (const restore of restores) restore();
  }
}

async function runFunction(body: Command, args: string[], io: ShellIo, state: ShellState): Promise<number> {
  if (state.depth >= callDepth) throw new ToolFailure(`functions call each other more than ${callDepth} deep`);
  const { positional, loops } = state;
  const frame = new Map<string, () => void>();
  state.positional = args;
  state.loops = 0;
  state.depth++;
  state.locals.push(frame);
  try {
    return await state.shared.runner.command(body, io, state);
  } catch (error) {
    if (error instanceof ReturnSignal) return error.status;
    throw error;
  } finally {
    state.positional = positional;
    state.loops = loops;
    state.depth--;
    state.locals.pop();
    for (const restore of frame.values()) restore();
  }
}
