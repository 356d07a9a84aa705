import { ToolFailure } from "../../lib/errors.ts";
import { rememberVariable } from "../assign.ts";
import { shellQuote } from "../quote.ts";
import type { ShellState } from "../state.ts";
import { writeTo } from "../streams.ts";
import { arrayKeys, openArray, setVariable, unsetVariable } from "../variables.ts";
import type { Builtin } from "./builtin.ts";

function split(argument: string): { name: string; value: string | null } {
  const match = /^([A-Za-z_]\w*)(?:=(.*))?$/s.exec(argument);
  if (match === null) throw new ToolFailure(`'${argument}': not a valid identifier`);
  return { name: match[1] ?? "", value: match[2] ?? null };
}

/** Letters and operands of a declaring command. */
function readArguments(args: readonly string[]): { letters: string; off: string; names: string[] } {
  const end = args.findIndex((argument) => !/^[-+][a-zA-Z]+$/.test(argument));
  const flags = end === -1 ? args : args.slice(0, end);
  const of = (sign: string) =>
    flags
      .filter((flag) => flag.startsWith(sign))
      .join("")
      .replaceAll(sign, "");
  const names = end === -1 ? [] : args.slice(end);
  return { letters: of("-"), off: of("+"), names: names[0] === "--" ? names.slice(1) : names };
}

/** `export [-np] [name[=value]…]`. */
export const exportVariables: Builtin = async ({ args, io, state }) => {
  const { letters, names } = readArguments(args);
  if (names.length === 0) {
    const lines = [...state.exported]
      .sort()
      .map((name) => `export ${name}=${shellQuote(state.variables.get(name) ?? "", true)}\n`);
    await writeTo(io.stdout, lines.join(""));
  }
  for (const argument of names) {
    const { name, value } = split(argument);
    if (value !== null) setVariable(name, value, state);
    if (letters.includes("n")) state.exported.delete(name);
    else state.exported.add(name);
  }
  return 0;
};

/** `readonly [-p] [name[=value]…]`. */
export const readonly: Builtin = async ({ args, io, state }) => {
  const { names } = readArguments(args);
  if (names.length === 0) {
    const lines = [...state.readonly].map(
      (name) => `readonly ${name}=${shellQuote(state.variables.get(name) ?? "")}\n`,
    );
    await writeTo(io.stdout, lines.join(""));
  }
  for (const argument of names) {
    const { name, value } = split(argument);
    if (value !== null) setVariable(name, value, state);
    state.readonly.add(name);
  }
  return 0;
};

/** `unset [-fv] name…`; a name may be an array's element. */
export const unset: Builtin = async ({ args, state }) => {
  const { letters, names } = readArguments(args);
  for (const name of names) {
    const [, array = "", index = ""] = /^(\w+)\[(.*)\]$/s.exec(name) ?? [];
    if (array !== "") state.arrays.get(array)?.values.delete(index);
    else if (!letters.includes("f") && (state.variables.has(name) || state.arrays.has(name)))
      unsetVariable(name, state);
    else if (!letters.includes("v")) state.functions.delete(name);
  }
  return 0;
};

/** `local [-airx] name[=value]…` inside a function. */
export const local: Builtin = async (call) => {
  if (call.state.locals.at(-1) === undefined) throw new ToolFailure("can only be used in a function");
  return declare(call);
};

/** `declare [-aAiprx] [name[=value]…]`: local inside a function, unless `-g`. */
export const declare: Builtin = async ({ args, io, state }) => {
  const { letters, off, names } = readArguments(args);
  const frame = letters.includes("g") ? undefined : state.locals.at(-1);
  if (letters.includes("p") || names.length === 0) {
    const shown = names.length > 0 ? names : [...state.variables.keys(), ...state.arrays.keys()].sort();
    await writeTo(io.stdout, shown.map((name) => describe(name, state)).join(""));
    return 0;
  }
  for (const argument of names) {
    const { name, value } = split(argument);
    if (frame !== undefined && !frame.has(name)) {
      frame.set(name, rememberVariable(name, state));
      state.variables.delete(name);
      state.arrays.delete(name);
      state.integers.delete(name);
    }
    if (letters.includes("i")) state.integers.add(name);
    if (off.includes("i")) state.integers.delete(name);
    if (/[aA]/.test(letters)) openArray(name, state, letters.includes("A"));
    if (value !== null) setVariable(name, value, state);
    if (letters.includes("x")) state.exported.add(name);
    if (off.includes("x")) state.exported.delete(name);
    if (letters.includes("r")) state.readonly.add(name);
  }
  return 0;
};

/** `declare -p`'s line for a variable. */
function describe(name: string, state: ShellState): string {
  const array = state.arrays.get(name);
  const quoted = (text: string) => `"${text.replace(/["\\$`]/g, "\\$&")}"`;
  const marks = `${state.integers.has(name) ? "i" : ""}${state.readonly.has(name) ? "r" : ""}${state.exported.has(name) ? "x" : ""}`;
  if (array === undefined) {
    const value = state.variables.get(name);
    return value === undefined ? "" : `declare -${marks || "-"} ${name}=${quoted(value)}\n`;
  }
  const elements = arrayKeys(array).map((key) => `[${key}]=${quoted(array.values.get(key) ?? "")}`);
  return `declare -${array.associative ? "A" : "a"}${marks} ${name}=(${elements.join(" ")})\n`;
}

/** `shift [n]`. */
export const shift: Builtin = async ({ args, state }) => {
  const count = Number(args[0] ?? 1);
  if (!(count <= state.positional.length)) return 1;
  state.positional = state.positional.slice(count);
  return 0;
};

/** `alias [name[=value]…]`. */
export const alias: Builtin = async ({ args, io, state }) => {
  const show = async (name: string, value: string) =>
    writeTo(io.stdout, `alias ${name}='${value.replaceAll("'", "'\\''")}'\n`);
  if (args.length === 0) for (const [name, value] of [...state.aliases].sort()) await show(name, value);
  for (const argument of args) {
    const at = argument.indexOf("=");
    if (at > 0) state.aliases.set(argument.slice(0, at), argument.slice(at + 1));
    else {
      const value = state.aliases.get(argument);
      if (value === undefined) throw new ToolFailure(`${argument}: not found`);
      await show(argument, value);
    }
  }
  return 0;
};

/** `unalias [-a] name…`. */
export const unalias: Builtin = async ({ args, state }) => {
  if (args[0] === "-a") state.aliases.clear();
  for (const name of args) state.aliases.delete(name);
  return 0;
};
