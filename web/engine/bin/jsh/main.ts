import { readFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { errorCode, errorText } from "../lib/errors.ts";
import { writeAll } from "../lib/write-all.ts";
import { runInteractive } from "./interactive.ts";
import { forwardSignals, processStreams } from "./program.ts";
import { createShell, runProgram } from "./run.ts";

interface Invocation {
  script: string | null;
  name: string;
  positional: string[];
  options: string;
}

const say = (text: string) => writeAll(2, Buffer.from(text));

/** Reads `jsh [-eux] [-l] [-i] [-c text | file] argument…`; a number is the exit status of a bad call. */
function readInvocation(args: readonly string[]): Invocation | number {
  let options = "";
  let at = 0;
  for (; /^-[a-zA-Z]/.test(args[at] ?? ""); at++) options += (args[at] ?? "").slice(1);
  if (args[at] === "--") at++;
  if (options.includes("c")) {
    const text = args[at];
    if (text === undefined) {
      say("jsh: -c: option requires an argument\n");
      return 2;
    }
    return { script: text, name: args[at + 1] ?? "jsh", positional: args.slice(at + 2), options };
  }
  const file = args[at];
  if (file === undefined) return { script: null, name: "jsh", positional: [], options };
  try {
    return { script: readFileSync(resolve(file), "utf8"), name: file, positional: args.slice(at + 1), options };
  } catch (error) {
    if (errorCode(error) === "") throw error;
    say(`jsh: ${file}: ${errorText(error)}\n`);
    return errorCode(error) === "ENOENT" ? 127 : 126;
  }
}

async function main(): Promise<number> {
  const invocation = readInvocation(process.argv.slice(2));
  if (typeof invocation === "number") return invocation;
  const interactive = invocation.script === null && (process.stdin.isTTY === true || invocation.options.includes("i"));
  const state = createShell({
    cwd: process.cwd(),
    env: process.env,
    interactive,
    scriptName: invocation.name,
    positional: invocation.positional,
  });
  state.options.exitOnError = invocation.options.includes("e");
  state.options.unsetIsError = invocation.options.includes("u");
  state.options.trace = invocation.options.includes("x");
  if (!state.variables.has("SHELL")) state.variables.set("SHELL", `/usr/bin/${basename(process.argv[1] ?? "jsh")}`);
  if (interactive) return runInteractive(processStreams, state);
  forwardSignals(state);
  return runProgram(invocation.script ?? readFileSync(0, "utf8"), processStreams, state);
}

void main().then((status) => process.exit(status));
