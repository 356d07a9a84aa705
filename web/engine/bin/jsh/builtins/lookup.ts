import { findCommand } from "../../tools/environment.ts";
import type { ShellState } from "../state.ts";
import { writeTo } from "../streams.ts";
import type { Builtin } from "./builtin.ts";

const keywords = new Set([
  "case",
  "do",
  "done",
  "elif",
  "else",
  "esac",
  "fi",
  "for",
  "function",
  "select",
  "time",
  "while",
  "]]",
  "if",
  "in",
  "then",
  "until",
  "while",
  "{",
  "}",
  "!",
  "[[",
]);

/** What a name is, in the order in which the shell looks. */
function kindOf(name: string, names: ReadonlySet<string>, state: ShellState) {
  if (state.aliases.has(name)) return "alias";
  if (keywords.has(name)) return "keyword";
  if (state.functions.has(name)) return "function";
  if (names.has(name)) return "builtin";
  return findCommand(name, state.variables.get("PATH") ?? "", state.cwd)[0] === undefined ? null : "file";
}

/** `type [-t | -p | -P] name…` in a shell whose builtins are `names`; `-v` answers as `command -v` does. */
export function typeBuiltin(names: () => ReadonlySet<string>): Builtin {
  return async ({ args, io, state }) => {
    const flag = /^-[tpPva]$/.test(args[0] ?? "") ? (args[0] ?? "") : "";
    let status = 0;
    for (const name of flag === "" ? args : args.slice(1)) {
      const kind = flag === "-P" ? "file" : kindOf(name, names(), state);
      const [file] = findCommand(name, state.variables.get("PATH") ?? "", state.cwd);
      const line =
        kind === null || (kind === "file" && file === undefined) ? null : typeLine(flag, kind, name, file, state);
      if (line === null) {
        if (flag === "" || flag === "-a") await writeTo(io.stderr, `jsh: type: ${name}: not found\n`);
        status = 1;
      } else if (line !== "") await writeTo(io.stdout, `${line}\n`);
    }
    return status;
  };
}

function typeLine(flag: string, kind: string, name: string, file: string | undefined, state: ShellState): string {
  const alias = state.aliases.get(name) ?? "";
  if (flag === "-t") return kind;
  if (flag === "-p" || flag === "-P") return kind === "file" ? (file ?? "") : "";
  if (flag === "-v") return kind === "file" ? (file ?? "") : kind === "alias" ? `alias ${name}='${alias}'` : name;
  if (kind === "alias") return `${name} is aliased to \`${alias}'`;
  if (kind === "file") return `${name} is ${file}`;
  return kind === "function" ? `${name} is a function` : `${name} is a shell ${kind}`;
}

/** `history [-c]`. */
export const history: Builtin = async ({ args, io, state }) => {
  if (args[0] === "-c") state.shared.history.length = 0;
  else
    await writeTo(
      io.stdout,
      state.shared.history
        .toReversed()
        .map((line, at) => `${String(at + 1).padStart(5)}  ${line}\n`)
        .join(""),
    );
  return 0;
};

/** `help`: what there is. */
export function helpBuiltin(names: () => ReadonlySet<string>): Builtin {
  return async ({ io }) => {
    await writeTo(
      io.stdout,
      `jsh: a shell that runs in this tab. Builtins:\n  ${[...names()].sort().join(" ")}\nPrograms are in /usr/bin; \`npm\`, \`node\` and what a project installs work as usual.\n`,
    );
    return 0;
  };
}

/** `enable`: the builtins' names. */
export function enable(names: () => ReadonlySet<string>): Builtin {
  return async ({ io }) => {
    await writeTo(
      io.stdout,
      [...names()]
        .sort()
        .map((name) => `enable ${name}\n`)
        .join(""),
    );
    return 0;
  };
}

/** `ulimit`: nothing is limited by it; what is asked for is answered "unlimited". */
export const ulimit: Builtin = async ({ args, io }) => {
  if (args.filter((argument) => !argument.startsWith("-")).length === 0) await writeTo(io.stdout, "unlimited\n");
  return 0;
};
