import { ToolFailure } from "../../lib/errors.ts";
import { shellQuote } from "../quote.ts";
import type { ShellOptions, ShellState } from "../state.ts";
import { writeTo } from "../streams.ts";
import { setVariable } from "../variables.ts";
import type { Builtin } from "./builtin.ts";

const byLetter: Readonly<Record<string, keyof ShellOptions>> = {
  a: "allExport",
  e: "exitOnError",
  f: "noGlob",
  n: "noExec",
  u: "unsetIsError",
  v: "verbose",
  x: "trace",
  C: "noClobber",
};
const byName: Readonly<Record<string, keyof ShellOptions>> = {
  allexport: "allExport",
  errexit: "exitOnError",
  noclobber: "noClobber",
  noexec: "noExec",
  noglob: "noGlob",
  nounset: "unsetIsError",
  pipefail: "pipefail",
  verbose: "verbose",
  xtrace: "trace",
};
/** Options that other shells have and that change nothing here. */
const withoutEffect = new Set([
  ...["emacs", "errtrace", "functrace", "hashall", "histexpand", "history", "ignoreeof", "interactive-comments"],
  ...["monitor", "notify", "posix", "privileged", "vi"],
]);
const lettersWithoutEffect = "bhmBEHPT";

/** Switches options given as `set` and the shell's own command line give them; returns the arguments behind them. */
export function readOptions(args: readonly string[], state: ShellState): { rest: string[]; stopped: boolean } {
  let at = 0;
  for (; at < args.length; at++) {
    const argument = args[at] ?? "";
    if (argument === "--" || argument === "-") return { rest: args.slice(at + 1), stopped: true };
    if (!/^[-+]./.test(argument)) break;
    const on = argument.startsWith("-");
    for (const letter of argument.slice(1)) {
      const option = byLetter[letter];
      if (letter === "o") switchByName(args[++at], on, state);
      else if (option !== undefined) state.options[option] = on;
      else if (!lettersWithoutEffect.includes(letter)) throw new ToolFailure(`-${letter}: invalid option`, 2);
    }
  }
  return { rest: args.slice(at), stopped: at < args.length };
}

function switchByName(name: string | undefined, on: boolean, { options }: ShellState): void {
  const option = byName[name ?? ""];
  if (option !== undefined) options[option] = on;
  else if (!withoutEffect.has(name ?? "")) throw new ToolFailure(`${name}: invalid option name`, 2);
}

/** `set` alone lists variables; letters and `-o name` switch options (`+` off); `--` sets the positional parameters. */
export const set: Builtin = async ({ args, io, state }) => {
  if (args.length === 0) {
    const lines = [...state.variables]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => `${name}=${shellQuote(value)}\n`);
    await writeTo(io.stdout, lines.join(""));
    return 0;
  }
  if (args.length === 1 && (args[0] === "-o" || args[0] === "+o")) {
    const lines = Object.entries(byName).map(([name, key]) =>
      args[0] === "-o"
        ? `${name.padEnd(15)}\t${state.options[key] ? "on" : "off"}\n`
        : `set ${state.options[key] ? "-" : "+"}o ${name}\n`,
    );
    await writeTo(io.stdout, lines.join(""));
    return 0;
  }
  const { rest, stopped } = readOptions(args, state);
  if (stopped) state.positional = rest;
  return 0;
};

/** `shopt [-suq] [name…]`: nullglob, dotglob, nocaseglob and nocasematch count; the other names are kept only. */
export const shopt: Builtin = async ({ args, io, state }) => {
  const letters = args.filter((argument) => argument.startsWith("-")).join("");
  const names = args.filter((argument) => !argument.startsWith("-"));
  const on = (name: string) => state.shopt.has(name);
  for (const name of names) {
    if (letters.includes("s")) state.shopt.add(name);
    else if (letters.includes("u")) state.shopt.delete(name);
  }
  if (/[su]/.test(letters)) return 0;
  const shown = names.length > 0 ? names : [...state.shopt].sort();
  if (!letters.includes("q"))
    await writeTo(io.stdout, shown.map((name) => `${name.padEnd(15)}\t${on(name) ? "on" : "off"}\n`).join(""));
  return names.every(on) ? 0 : 1;
};

/** `getopts letters name [argument…]`: the next option into a variable. */
export const getopts: Builtin = async ({ args, io, state }) => {
  const [letters = "", name = "opt", ...given] = args;
  const source = given.length > 0 ? given : state.positional;
  const silent = letters.startsWith(":");
  let index = Number(state.variables.get("OPTIND") ?? 1);
  const word = source[index - 1];
  const say = (text: string) => (silent ? Promise.resolve() : writeTo(io.stderr, `${state.scriptName}: ${text}\n`));
  const advance = (by: number) => {
    index += by;
    const at = state.optionAt;
    setVariable("OPTIND", String(index), state);
    state.optionAt = by === 0 ? at : 1;
  };
  state.variables.delete("OPTARG");
  if (word === undefined || !/^-./.test(word) || word === "--") {
    if (word === "--") advance(1);
    setVariable(name, "?", state);
    return 1;
  }
  const letter = word.charAt(state.optionAt);
  const known = letter === ":" ? -1 : letters.indexOf(letter);
  const rest = word.slice(++state.optionAt);
  if (known === -1) {
    advance(rest === "" ? 1 : 0);
    if (silent) setVariable("OPTARG", letter, state);
    await say(`illegal option -- ${letter}`);
    setVariable(name, "?", state);
    return 0;
  }
  if (letters.charAt(known + 1) !== ":") {
    advance(rest === "" ? 1 : 0);
    setVariable(name, letter, state);
    return 0;
  }
  const value = rest === "" ? source[index] : rest;
  advance(rest === "" ? 2 : 1);
  if (value === undefined) {
    if (silent) setVariable("OPTARG", letter, state);
    await say(`option requires an argument -- ${letter}`);
    setVariable(name, silent ? ":" : "?", state);
    return 0;
  }
  setVariable("OPTARG", value, state);
  setVariable(name, letter, state);
  return 0;
};
