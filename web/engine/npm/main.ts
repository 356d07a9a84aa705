import { basename } from "node:path";
import { BrokenPipe } from "../bin/lib/errors.ts";
import { writeAll } from "../bin/lib/write-all.ts";
import { type CommandContext, type NpmCommand, npmVersion } from "./commands/context.ts";
import { execCommand } from "./commands/exec.ts";
import { initCommand } from "./commands/init.ts";
import { configCommand, listCommand, placeCommand, viewCommand } from "./commands/inspect.ts";
import { ciCommand, installCommand, uninstallCommand } from "./commands/install.ts";
import { lifecycleCommand, runCommand } from "./commands/run.ts";
import { NpmError } from "./errors.ts";
import { npmArguments, readCall } from "./options.ts";

const commands: Readonly<Record<string, NpmCommand>> = {
  ci: ciCommand,
  config: configCommand,
  exec: execCommand,
  init: initCommand,
  install: installCommand,
  ls: listCommand,
  prefix: placeCommand,
  restart: lifecycleCommand,
  root: placeCommand,
  run: runCommand,
  start: lifecycleCommand,
  stop: lifecycleCommand,
  test: lifecycleCommand,
  uninstall: uninstallCommand,
  update: installCommand,
  view: viewCommand,
};

const help = `npm, as far as it runs in a tab:
  npm install [package…] [-D] [-E]   add packages, or install what package.json names
  npm ci                             install exactly package-lock.json
  npm run [script] [-- argument…]    run a script; npm start and npm test for short
  npm uninstall package…             remove packages
  npm ls [--all]                     what is installed
  npm init [-y], npm create NAME     start a project
  npx program [argument…]            run a program of a package
  npm view package                   what the registry says
`;

async function main(): Promise<number> {
  const program = basename(process.argv[1] ?? "").replace(/\.\w+$/, "");
  const call = readCall(npmArguments(program, process.argv.slice(2), (name) => Object.hasOwn(commands, name)));
  const context: CommandContext = {
    call,
    cwd: process.cwd(),
    env: process.env,
    print: (text) => writeAll(1, Buffer.from(text)),
    warn: (text) => writeAll(2, Buffer.from(text)),
  };
  if (call.switches.has("version") && call.words.length === 0) {
    context.print(`${npmVersion}\n`);
    return 0;
  }
  const command = commands[call.command];
  if (command !== undefined && Object.hasOwn(commands, call.command)) return command(context);
  if (call.command === "" || call.command === "help") {
    context.print(help);
    return call.command === "" && !call.switches.has("help") ? 1 : 0;
  }
  throw new NpmError("EUSAGE", `npm has no command '${call.command}' here.`, ...help.trimEnd().split("\n"));
}

/** npm's way to say what went wrong: one `npm error` line each for the code, the sentence and the advice. */
function report(error: unknown): number {
  if (error instanceof BrokenPipe) return 141;
  if (!(error instanceof NpmError)) throw error;
  const lines = [`code ${error.code}`, error.message, ...error.advice];
  writeAll(2, Buffer.from(lines.map((line) => `npm error ${line}\n`).join("")));
  return 1;
}

void main()
  .catch(report)
  .then((status) => process.exit(status));
