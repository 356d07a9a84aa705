import { readFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { errorCode, errorText, ToolFailure } from "../lib/errors.ts";
import { processIo } from "../lib/process-io.ts";
import { writeAll } from "../lib/write-all.ts";
import { readOptions } from "./builtins/options.ts";
import { runInteractive } from "./interactive.ts";
import { forwardSignals, processStreams } from "./program.ts";
import { createShell, runProgram } from "./run.ts";

interface Invocation {
  script: string | null;
  name: string;
  positional: string[];
  /** What `set` would be given. */
  options: string[];
  interactive: boolean;
}

const say = (text: string) => writeAll(2, Buffer.from(text));

const usage = 2;

/** Reads `jsh [-eux] [-o name] [-l] [-i] [-s] [-c text | file] argument…`; a number is the exit status of a bad call. */
function readInvocation(args: readonly string[]): Invocation | number {
  const options: string[] = [];
  let letters = "";
  let at = 0;
  for (; /^[-+][a-zA-Z]|^--[a-z]/.test(args[at] ?? ""); at++) {
    const argument = args[at] ?? "";
    if (argument.startsWith("--")) continue;
    letters += argument.startsWith("-") ? argument.slice(1) : "";
    const kept = argument.replace(/[clis]/g, "");
    if (kept.length > 1) options.push(kept);
    if (argument.includes("o")) options.push(args[++at] ?? "");
  }
  if (args[at] === "--" || args[at] === "-") at++;
  const common = { options, interactive: letters.includes("i") };
  if (letters.includes("c")) {
    const text = args[at];
    if (text === undefined) {
      say("jsh: -c: option requires an argument\n");
      return usage;
    }
    return { ...common, script: text, name: args[at + 1] ?? "jsh", positional: args.slice(at + 2) };
  }
  const file = args[at];
  if (file === undefined || letters.includes("s"))
    return { ...common, script: null, name: "jsh", positional: args.slice(at) };
  try {
    return { ...common, script: readFileSync(resolve(file), "utf8"), name: file, positional: args.slice(at + 1) };
  } catch (error) {
    if (errorCode(error) === "") throw error;
    say(`jsh: ${file}: ${errorText(error)}\n`);
    return errorCode(error) === "ENOENT" ? 127 : 126;
  }
}

/** The script on standard input, read to its end; a descriptor that does not wait is asked again. */
function standardInput(): string {
  const { read } = processIo();
  const chunks: Uint8Array[] = [];
  for (let chunk = read(); chunk !== null; chunk = read()) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

async function main(): Promise<number> {
  const invocation = readInvocation(process.argv.slice(2));
  if (typeof invocation === "number") return invocation;
  const interactive = invocation.script === null && (process.stdin.isTTY === true || invocation.interactive);
  const state = createShell({
    cwd: process.cwd(),
    env: process.env,
    interactive,
    scriptName: invocation.name,
    positional: invocation.positional,
  });
  try {
    readOptions(invocation.options, state);
  } catch (error) {
    if (!(error instanceof ToolFailure)) throw error;
    say(`jsh: ${error.message}\n`);
    return usage;
  }
  if (!state.variables.has("SHELL")) state.variables.set("SHELL", `/usr/bin/${basename(process.argv[1] ?? "jsh")}`);
  if (interactive) return runInteractive(processStreams, state);
  forwardSignals(state);
  return runProgram(invocation.script ?? standardInput(), processStreams, state);
}

void main().then((status) => process.exit(status));
