/** Turns the bootstrapped spare into a process: arguments, environment, main module. */
import type { ProcessStart } from "../kernel/protocol.ts";
import { type OptionInfo, type OptionTypes, parseCommandLine } from "./arguments.ts";
import type { EngineRuntime } from "./bootstrap.ts";
import { fromPicture } from "./bundle-input.ts";
import { writeText } from "./fatal.ts";

const wrongUsage = 9;

export function startProcess(runtime: EngineRuntime, start: ProcessStart): void {
  runtime.start = start;
  runtime.system.connect(start);
  Object.assign(runtime.environment, start.env);
  const info = fromPicture(runtime.dump.optionsInfo) as {
    options: Map<string, OptionInfo>;
    aliases: Map<string, string[]>;
  };
  const types = runtime.data("options")["types"] as OptionTypes;
  const line = parseCommandLine(
    [...start.args.slice(0, 1), ...nodeOptions(start.env["NODE_OPTIONS"]), ...start.args.slice(1)],
    fromPicture(runtime.dump.options) as Record<string, unknown>,
    info.options,
    info.aliases,
    types,
    start.stdio[0] === "tty",
  );
  runtime.options = line.options;
  runtime.execArgv = line.execArgv.slice(nodeOptions(start.env["NODE_OPTIONS"]).length);
  runtime.scriptArgs = line.rest;
  runtime.loop.guard(() => {
    if (line.error !== undefined) {
      writeText(runtime, 2, `${line.error}\n`);
      runtime.exit(wrongUsage);
    }
    if (line.options["--version"]) {
      writeText(runtime, 1, `${runtime.process.version}\n`);
      runtime.exit(0);
    }
    runtime.runMain(line.main);
  });
  runtime.loop.begin();
}

function nodeOptions(text: string | undefined): string[] {
  return (text ?? "").split(" ").filter((word) => word !== "");
}
