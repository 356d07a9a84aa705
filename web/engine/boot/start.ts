/** Turns the bootstrapped spare into a process or one of its threads: arguments, environment, main module. */
import { threadMembers } from "../bindings/worker.ts";
import type { ProcessStart, ThreadStart } from "../kernel/protocol.ts";
import { type OptionTables, parseCommandLine } from "./arguments.ts";
import type { EngineRuntime } from "./bootstrap.ts";
import { fromPicture } from "./bundle-input.ts";
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
  runtime.environment.fill(start.env);
  const { thread } = start;
  const fromEnvironment = thread ? [] : nodeOptions(start.env["NODE_OPTIONS"]);
  const line = parseCommandLine(
    [...start.args.slice(0, 1), ...(thread ? thread.optionWords : [...fromEnvironment, ...start.args.slice(1)])],
    tables.defaults,
    tables.options,
    tables.aliases,
    tables.types,
    start.stdio[0] === "tty",
    v8FlagReader(runtime.host),
  );
  runtime.options = line.options;
  if (!thread) Object.assign(line.options, environmentOptions(start.env, line.options));
  // The spare may have read its defaults, and some main modules ask before they refresh.
  const { refreshOptions } = runtime.requireBuiltin("internal/options") as { refreshOptions(): void };
  refreshOptions();
  runtime.optionWords = line.execArgv;
  runtime.execArgv = thread ? thread.execArgv : line.execArgv.slice(fromEnvironment.length);
  runtime.scriptArgs = thread ? [] : line.rest;
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
    for (const flag of line.v8Flags) if (isAboutEngine(flag)) writeText(runtime, 2, `${noEffect(flag)}\n`);
    runtime.runMain(line.main);
  };
  runtime.asyncIds.runMain(() => runtime.loop.guard(main));
  runtime.milestones.mark("LOOP_START");
  runtime.loop.begin();
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
