import { findCommand } from "../../tools/environment.ts";
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

/** `type [-p] name…` in a shell whose builtins are `names`. */
export function typeBuiltin(names: () => ReadonlySet<string>): Builtin {
  return async ({ args, io, state }) => {
    const short = args.includes("-p");
    let status = 0;
    for (const name of args.filter((argument) => !argument.startsWith("-"))) {
      const [file] = findCommand(name, state.variables.get("PATH") ?? "", state.cwd);
      const alias = state.aliases.get(name);
      let line: string | undefined;
      if (alias !== undefined) line = short ? `alias ${name}='${alias}'` : `${name} is aliased to '${alias}'`;
      else if (keywords.has(name)) line = short ? name : `${name} is a shell keyword`;
      else if (state.functions.has(name)) line = short ? name : `${name} is a function`;
      else if (names().has(name)) line = short ? name : `${name} is a shell builtin`;
      else if (file !== undefined) line = short ? file : `${name} is ${file}`;
      if (line !== undefined) await writeTo(io.stdout, `${line}\n`);
      else {
        if (!short) await writeTo(io.stderr, `jsh: type: ${name}: not found\n`);
        status = 1;
      }
    }
    return status;
  };
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
