import { ToolFailure } from "../../lib/errors.ts";
import { readLine, writeTo } from "../streams.ts";
import type { Builtin } from "./builtin.ts";

const quote = (text: string) => (/^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

function split(argument: string): { name: string; value: string | null } {
  const match = /^([A-Za-z_]\w*)(?:=(.*))?$/s.exec(argument);
  if (match === null) throw new ToolFailure(`'${argument}': not a valid identifier`);
  return { name: match[1] ?? "", value: match[2] ?? null };
}

/** `export [-n] [name[=value]…]`. */
export const exportVariables: Builtin = async ({ args, io, state }) => {
  const names = args.filter((argument) => !/^-[np]$/.test(argument));
  if (names.length === 0) {
    const lines = [...state.exported]
      .sort()
      .map((name) => `export ${name}=${quote(state.variables.get(name) ?? "")}\n`);
    await writeTo(io.stdout, lines.join(""));
  }
  for (const argument of names) {
    const { name, value } = split(argument);
    if (value !== null) state.variables.set(name, value);
    if (args.includes("-n")) state.exported.delete(name);
    else state.exported.add(name);
  }
  return 0;
};

/** `unset [-f] name…`. */
export const unset: Builtin = async ({ args, state }) => {
  for (const name of args) {
    if (!args.includes("-f")) state.variables.delete(name);
    if (!args.includes("-f")) state.exported.delete(name);
    state.functions.delete(name);
  }
  return 0;
};

/** `local name[=value]…` inside a function. */
export const local: Builtin = async ({ args, state }) => {
  const frame = state.locals.at(-1);
  if (frame === undefined) throw new ToolFailure("can only be used in a function");
  for (const argument of args) {
    const { name, value } = split(argument);
    if (!frame.has(name)) frame.set(name, state.variables.get(name));
    state.variables.set(name, value ?? "");
  }
  return 0;
};

/** `set` alone lists variables; `-e -u -x -o pipefail` switch options (`+` off); `--` sets the positional parameters. */
export const set: Builtin = async ({ args, io, state }) => {
  if (args.length === 0) {
    const lines = [...state.variables]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => `${name}=${quote(value)}\n`);
    await writeTo(io.stdout, lines.join(""));
  }
  for (let at = 0; at < args.length; at++) {
    const argument = args[at] ?? "";
    if (argument === "--" || !/^[-+]/.test(argument)) {
      state.positional = args.slice(argument === "--" ? at + 1 : at);
      return 0;
    }
    const on = argument.startsWith("-");
    for (const letter of argument.slice(1)) {
      if (letter === "e") state.options.exitOnError = on;
      else if (letter === "u") state.options.unsetIsError = on;
      else if (letter === "x") state.options.trace = on;
      else if (letter === "o") {
        const name = args[++at];
        if (name === "pipefail") state.options.pipefail = on;
        else if (name === "errexit") state.options.exitOnError = on;
        else if (name === "nounset") state.options.unsetIsError = on;
        else if (name === "xtrace") state.options.trace = on;
      }
    }
  }
  return 0;
};

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
  if (args.includes("-a")) state.aliases.clear();
  for (const name of args) state.aliases.delete(name);
  return 0;
};

/** `read [-r] [-p prompt] name…`: one line into variables; status 1 at the end of input. */
export const read: Builtin = async ({ args, io, state }) => {
  const names: string[] = [];
  let raw = false;
  for (let at = 0; at < args.length; at++) {
    const argument = args[at] ?? "";
    if (argument === "-p") await writeTo(io.stderr, args[++at] ?? "");
    else if (/^-[rs]+$/.test(argument)) raw = raw || argument.includes("r");
    else names.push(argument);
  }
  const line = await readLine(io.stdin);
  const text = raw ? (line ?? "") : (line ?? "").replace(/\\(.)/g, "$1");
  if (names.length === 0) state.variables.set("REPLY", text);
  const separators = state.variables.get("IFS") ?? " \t\n";
  const blanks = new RegExp(`[${[...separators].filter((character) => /\s/.test(character)).join("") || "\0"}]+`);
  let rest = /\s/.test(separators)
    ? text.replace(new RegExp(`^(?:${blanks.source})|(?:${blanks.source})$`, "g"), "")
    : text;
  const separator = new RegExp(
    `[${separators.replace(/[\]\\^-]/g, "\\$&") || "\0"}]${/^\s+$/.test(separators) ? "+" : ""}`,
  );
  names.forEach((name, at) => {
    const match = at < names.length - 1 ? separator.exec(rest) : null;
    state.variables.set(name, match === null ? rest : rest.slice(0, match.index));
    rest = match === null ? "" : rest.slice(match.index + match[0].length);
  });
  return line === null ? 1 : 0;
};
