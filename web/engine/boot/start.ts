/** Turns the bootstrapped spare into a process or one of its threads: arguments, environment, main module. */
import { threadMembers } from "../bindings/worker.ts";
import { enableCompileCache } from "../esm/kept-code.ts";
import { nameJsxFormats } from "../esm/made-source.ts";
import type { ProcessStart, ThreadStart } from "../kernel/protocol.ts";
import { type CommandLine, type OptionTables, parseCommandLine } from "./arguments.ts";
import type { EngineRuntime } from "./bootstrap.ts";
import { fromPicture } from "./bundle-input.ts";
import { chunkBinding } from "./chunk.ts";
import { exposeGarbageCollection } from "./collect-garbage.ts";
import { writeText } from "./fatal.ts";
import { environmentOptions, nodeOptions, optionTables } from "./options.ts";
import { isAboutEngine, noEffect, v8FlagReader } from "./v8-flags.ts";

const wrongUsage = 9;

/** What a command line is read by. */
interface CommandLineTables extends OptionTables {
  defaults: Record<string, unknown>;
}

/** Does what every start needs and no program can tell from a later moment, while the spare has time; the result starts the process. */
export function prepareStart(runtime: EngineRuntime): (start: ProcessStart) => void {
  const tables: CommandLineTables = {
    defaults: fromPicture(runtime.dump.options) as Record<string, unknown>,
    ...optionTables(runtime),
  };
  // Standard output is a terminal or a pipe: the modules of both.
  runtime.requireBuiltin("tty");
  return (start) => startProcess(runtime, tables, start);
}

function startProcess(runtime: EngineRuntime, tables: CommandLineTables, start: ProcessStart): void {
  runtime.start = start;
  runtime.milestones.begin(start.thread?.epochMs);
  runtime.system.connect(start);
  const { thread } = start;
  const parse = (fromEnvironment: string[]): CommandLine =>
    parseCommandLine(
      [...start.args.slice(0, 1), ...(thread ? thread.optionWords : [...fromEnvironment, ...start.args.slice(1)])],
      tables.defaults,
      tables.options,
      tables.aliases,
      tables.types,
      start.stdio[0] === "tty",
      v8FlagReader(runtime.host),
    );
  let fromEnvironment = thread ? [] : nodeOptions(start.env["NODE_OPTIONS"]);
  let line = parse(fromEnvironment);
  const rare = thread ? undefined : rareOptions(runtime, line, tables.defaults);
  if (rare) {
    const options = start.env["NODE_OPTIONS"];
    const error = rare.readEnvFiles(line.execArgv, start.env) ?? rare.conflict(line);
    fromEnvironment = nodeOptions(start.env["NODE_OPTIONS"]);
    if (options === undefined && fromEnvironment.length > 0) line = parse(fromEnvironment);
    if (error !== undefined) line.error ??= `${start.args[0]}: ${error}`;
  }
  runtime.environment.fill(start.env);
  runtime.options = line.options;
  if (!thread) Object.assign(line.options, environmentOptions(start.env, line.options));
  // The spare may have read its defaults, and some main modules ask before they refresh.
  const { refreshOptions } = runtime.requireBuiltin("internal/options") as { refreshOptions(): void };
  refreshOptions();
  nameJsxFormats(runtime);
  runtime.optionWords = line.execArgv;
  runtime.execArgv = thread ? thread.execArgv : line.execArgv.slice(fromEnvironment.length);
  runtime.scriptArgs = thread ? [] : line.rest;
  const { NODE_COMPILE_CACHE: cacheFolder, NODE_COMPILE_CACHE_PORTABLE: portable } = start.env;
  if (cacheFolder) enableCompileCache(runtime, cacheFolder, portable === "1");
  if (line.options["--expose-gc"]) exposeGarbageCollection(runtime.host);
  const main = (): void => {
    if (thread) {
      becomeThread(runtime, thread);
      runtime.runMain("internal/main/worker_thread");
      return;
    }
    if (line.error !== undefined) {
      writeText(runtime, 2, `${line.error}\n`);
      runtime.exit(wrongUsage);
    }
    if (line.options["--version"]) {
      writeText(runtime, 1, `${runtime.process.version}\n`);
      runtime.exit(0);
    }
    const script = line.options["--run"];
    if (rare && typeof script === "string" && script !== "") {
      const end = start.args.indexOf("--");
      rare.runScript(script, end < 0 ? [] : start.args.slice(end + 1), start.env);
    }
    for (const flag of line.v8Flags) if (isAboutEngine(flag)) writeText(runtime, 2, `${noEffect(flag)}\n`);
    runtime.runMain(line.main);
  };
  runtime.asyncIds.runMain(() => runtime.loop.guard(main));
  runtime.milestones.mark("LOOP_START");
  runtime.loop.begin();
}

const rareNames = [
  "--check",
  "--env-file",
  "--env-file-if-exists",
  "--input-type",
  "--run",
  "--test",
  "--unhandled-rejections",
  "--watch",
];
interface RareOptions {
  conflict(line: CommandLine): string | undefined;
  readEnvFiles(words: string[], env: Record<string, string>): string | undefined;
  runScript(name: string, args: string[], env: Record<string, string>): void;
}

function rareOptions(
  runtime: EngineRuntime,
  { options }: CommandLine,
  defaults: Record<string, unknown>,
): RareOptions | undefined {
  if (rareNames.every((name) => options[name] === defaults[name])) return undefined;
  const members: unknown = chunkBinding("rare_options", "createRareOptions")(runtime);
  return members as RareOptions; // what the chunk of that name exports
}

/** A spare is brought up as a main thread; a thread undoes what only a main thread has. */
function becomeThread(runtime: EngineRuntime, thread: ThreadStart): void {
  const { sharedEnvironment, stats, port } = thread;
  if (sharedEnvironment !== null) runtime.environment.join(runtime.system, sharedEnvironment);
  runtime.loop.publish(new Float64Array(stats), runtime.milestones.hrtime);
  // Node's library holds this very object and has read nothing of it yet.
  Object.assign(runtime.internalBinding("worker"), threadMembers(runtime));
  const { ports } = runtime;
  runtime.parentPort = ports?.create(ports.routes.claim(port));
  for (const name of ["_startProfilerIdleNotifier", "_stopProfilerIdleNotifier"]) {
    Reflect.deleteProperty(runtime.process, name);
  }
  runtime.runMain("internal/bootstrap/switches/is_not_main_thread");
  runtime.runMain("internal/bootstrap/switches/does_not_own_process_state");
}
