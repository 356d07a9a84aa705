import { existsSync, readFileSync } from "node:fs";
import { constants } from "node:os";
import { resolve } from "node:path";
import { errorText, ToolFailure } from "../../lib/errors.ts";
import { findCommand, parseDuration } from "../../tools/environment.ts";
import { shellQuote } from "../quote.ts";
import { ExitSignal, Interrupted, LoopSignal, ReturnSignal } from "../signals.ts";
import type { ShellState } from "../state.ts";
import { writeTo } from "../streams.ts";
import { setSignalTrap } from "../traps.ts";
import type { Builtin, BuiltinCall } from "./builtin.ts";
import { signalNumber } from "./jobs.ts";

function statusArgument(text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (!/^-?\d+$/.test(text)) throw new ToolFailure(`${text}: numeric argument required`, 2);
  return Number(text) & 255;
}

/** `exit [status]`. */
export const exit: Builtin = async ({ args, state }) => {
  throw new ExitSignal(statusArgument(args[0], state.status));
};

/** `return [status]`. */
export const returnFrom: Builtin = async ({ args, state }) => {
  throw new ReturnSignal(statusArgument(args[0], state.status));
};

/** `break [n]` and `continue [n]`. */
export const leaveLoop: Builtin = async ({ name, args, state }) => {
  if (state.loops === 0) return 0;
  throw new LoopSignal(
    name === "break" ? "break" : "continue",
    Math.min(state.loops, Math.max(1, Number(args[0] ?? 1))),
  );
};

/** `source file [argument…]`, also `.`. */
export const source: Builtin = async ({ args, io, state }) => {
  const [path, ...rest] = args;
  if (path === undefined) throw new ToolFailure("filename argument required", 2);
  let text: string;
  try {
    text = readFileSync(path === "/dev/stdin" ? 0 : sourcePath(path, state), "utf8");
  } catch (error) {
    throw new ToolFailure(`${path}: ${errorText(error)}`);
  }
  const { positional } = state;
  if (rest.length > 0) state.positional = rest;
  try {
    return await state.shared.runner.text(text, io, state);
  } catch (error) {
    if (error instanceof ReturnSignal) return error.status;
    throw error;
  } finally {
    state.positional = positional;
  }
};

/** A name without a slash is looked for on the PATH first. */
function sourcePath(path: string, state: ShellState): string {
  const folders = path.includes("/") ? [] : (state.variables.get("PATH") ?? "").split(":");
  const places = folders.map((folder) => resolve(state.cwd, folder, path));
  return places.find((place) => existsSync(place)) ?? resolve(state.cwd, path);
}

/** `eval text…`. */
export const evaluate: Builtin = ({ args, io, state }) => state.shared.runner.text(args.join(" "), io, state);

/** `exec command`: the command in place of the shell. Alone it does nothing; its redirects stay in force. */
export const exec: Builtin = async ({ args, io, state }) => {
  const rest = args[0] === "--" ? args.slice(1) : args[0] === "-a" ? args.slice(2) : args;
  const [name] = rest;
  if (name === undefined) return 0;
  const program = /^[^/]+$/.test(name) ? findCommand(name, state.variables.get("PATH") ?? "", state.cwd)[0] : name;
  const status = await state.shared.runner.named([program ?? name, ...rest.slice(1)], new Map(), io, state);
  state.traps.delete("EXIT");
  throw new ExitSignal(status);
};

/** `builtin name…`: past functions. */
export const builtin: Builtin = async ({ args, io, state }) => pastFunctions(args, { io, state });

async function pastFunctions(args: string[], { io, state }: Pick<BuiltinCall, "io" | "state">): Promise<number> {
  const functions = new Map(state.functions);
  state.functions.delete(args[0] ?? "");
  try {
    return args.length === 0 ? 0 : await state.shared.runner.named(args, new Map(), io, state);
  } finally {
    state.functions = functions;
  }
}

/** `command [-vV] name…`: past functions; `-v` says what a name is. */
export const command: Builtin = async ({ args, io, state }) => {
  if (args[0] === "-v") return state.shared.runner.named(["type", "-v", ...args.slice(1)], new Map(), io, state);
  if (args[0] === "-V") return state.shared.runner.named(["type", ...args.slice(1)], new Map(), io, state);
  return pastFunctions(args[0] === "-p" || args[0] === "--" ? args.slice(1) : args, { io, state });
};

/** `sleep duration…` inside the shell; Ctrl-C ends it. */
export const sleep: Builtin = async ({ args, state }) => {
  if (args.length === 0) throw new ToolFailure("missing operand");
  const total = args.reduce((sum, text) => sum + parseDuration(text), 0);
  const { signal } = state.shared.interrupt;
  await new Promise<void>((done) => {
    const timer = setTimeout(done, total);
    signal.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        done();
      },
      { once: true },
    );
  });
  if (signal.aborted) throw new Interrupted();
  return 0;
};

/** `trap [command] signal…`, `trap` and `trap -p` to list: EXIT, ERR and the signals that can be caught. */
export const trap: Builtin = async ({ args, io, state }) => {
  const rest = args[0] === "--" ? args.slice(1) : args;
  if (rest.length === 0 || rest[0] === "-p") {
    const traps = [...state.traps, ...state.shared.signalTraps];
    await writeTo(io.stdout, traps.map(([name, text]) => `trap -- ${shellQuote(text, true)} ${name}\n`).join(""));
    return 0;
  }
  const reset = rest.length === 1 || /^\d+$/.test(rest[0] ?? "");
  const [action = "", ...names] = reset ? ["-", ...rest] : rest;
  for (const name of names) {
    const plain = name.toUpperCase().replace(/^SIG/, "");
    if (plain === "EXIT" || plain === "0") setTrap(state.traps, "EXIT", action);
    else if (plain === "ERR") setTrap(state.traps, "ERR", action);
    else if (plain !== "DEBUG" && plain !== "RETURN") {
      const number = signalNumber(plain);
      const signal = Object.entries(constants.signals).find(([, value]) => value === number)?.[0];
      if (isSignal(signal)) setSignalTrap(signal, action === "-" ? null : action, state);
    }
  }
  return 0;
};

function isSignal(name: string | undefined): name is NodeJS.Signals {
  return name !== undefined && name in constants.signals && name !== "SIGKILL" && name !== "SIGSTOP";
}

function setTrap(traps: Map<string, string>, name: string, action: string): void {
  if (action === "-") traps.delete(name);
  else traps.set(name, action);
}

/** `times`: what the shell has used; of its children nothing is known. */
export const times: Builtin = async ({ io }) => {
  const { user, system } = process.cpuUsage();
  const shown = (micros: number) => `${Math.floor(micros / 6e7)}m${((micros % 6e7) / 1e6).toFixed(3)}s`;
  await writeTo(io.stdout, `${shown(user)} ${shown(system)}\n0m0.000s 0m0.000s\n`);
  return 0;
};
