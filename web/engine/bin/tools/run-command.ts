import { type ChildProcess, spawn } from "node:child_process";
import { openSync } from "node:fs";
import { constants, getPriority, setPriority } from "node:os";
import { resolve } from "node:path";
import { errorCode, errorText, ToolFailure } from "../lib/errors.ts";
import { parseOptions } from "../lib/options.ts";
import type { Tool, ToolIo } from "../lib/tool.ts";
import { parseDuration } from "./environment.ts";

interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
}

function start(
  args: readonly string[],
  io: ToolIo,
  stdio: ("inherit" | number)[],
): { child: ChildProcess; ended: Promise<Ended> } {
  io.flush();
  const [command = "", ...rest] = args;
  const child = spawn(command, rest, { cwd: io.cwd, env: io.env, stdio });
  const ended = new Promise<Ended>((done, refuse) => {
    child.on("error", (error) => {
      const text = `failed to run command '${command}': ${errorText(error)}`;
      refuse(new ToolFailure(text, errorCode(error) === "ENOENT" ? 127 : 126));
    });
    child.on("exit", (code, signal) => done({ code, signal }));
  });
  return { child, ended };
}

const statusOf = ({ code, signal }: Ended) => code ?? 128 + (signal === null ? 0 : constants.signals[signal]);

function signalName(text: string): NodeJS.Signals {
  for (const [name, number] of Object.entries(constants.signals))
    if ((name === text || name === `SIG${text}` || String(number) === text) && isSignal(name)) return name;
  throw new ToolFailure(`${text}: invalid signal`, 125);
}

const isSignal = (name: string): name is NodeJS.Signals => name in constants.signals;

/** `timeout [-k later] [-s signal] [--preserve-status] duration command…`: 124 when the time was up. */
export const timeout: Tool = async (args, io) => {
  const options = parseOptions(args, {
    flags: "pv",
    values: "ks",
    stopEarly: true,
    usageStatus: 125,
    long: { "kill-after": "k", signal: "s", "preserve-status": "p", foreground: "v" },
  });
  const [duration, ...command] = options.operands;
  if (duration === undefined || command.length === 0) throw new ToolFailure("missing operand", 125);
  const limitMs = parseTime(duration);
  const signal = signalName(options.value("s") ?? "SIGTERM");
  const { child, ended } = start(command, io, ["inherit", "inherit", "inherit"]);
  let late = false;
  const timers = [
    setTimeout(
      () => {
        late = true;
        child.kill(signal);
        const later = options.value("k");
        if (later !== undefined) timers.push(setTimeout(() => child.kill("SIGKILL"), parseTime(later)));
      },
      limitMs || 2 ** 31 - 1,
    ),
  ];
  for (const passed of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(passed, () => child.kill(passed));
  const end = await ended.finally(() => timers.forEach(clearTimeout));
  return late && !options.has("p") ? (end.signal === "SIGKILL" ? 137 : 124) : statusOf(end);
};

function parseTime(text: string): number {
  try {
    return parseDuration(text);
  } catch (error) {
    throw error instanceof ToolFailure ? new ToolFailure(error.message, 125) : error;
  }
}

/** `nohup command…`: the end of the session does not end it; a terminal's output goes to nohup.out. */
export const nohup: Tool = async (args, io) => {
  if (args.length === 0) throw new ToolFailure("missing operand", 125);
  process.on("SIGHUP", () => undefined);
  const toFile = process.stdout.isTTY;
  const file = toFile ? openSync(resolve(io.cwd, "nohup.out"), "a") : 1;
  if (toFile) io.error("nohup: ignoring input and appending output to 'nohup.out'\n");
  const { ended } = start(args, io, ["inherit", file, process.stderr.isTTY ? file : "inherit"]);
  return statusOf(await ended);
};

/** `nice [-n number] command…`: the command inherits the niceness that is set here. */
export const nice: Tool = async (args, io) => {
  const options = parseOptions(args, { values: "n", number: "n", stopEarly: true, long: { adjustment: "n" } });
  if (options.operands.length === 0) {
    io.write(`${getPriority()}\n`);
    return 0;
  }
  try {
    setPriority(Math.max(-20, Math.min(19, getPriority() + Number(options.value("n") ?? 10))));
  } catch (error) {
    if (errorCode(error) !== "ERR_SYSTEM_ERROR") throw error;
    io.error("nice: cannot set niceness: Permission denied\n");
  }
  return statusOf(await start(options.operands, io, ["inherit", "inherit", "inherit"]).ended);
};

/** `watch [-n seconds] [-t] command…`: runs a command again and again and shows its output on a fresh screen. */
export const watch: Tool = async (args, io) => {
  const options = parseOptions(args, {
    flags: "te",
    values: "n",
    stopEarly: true,
    long: { interval: "n", "no-title": "t" },
  });
  const command = options.operands.join(" ");
  if (command === "") throw new ToolFailure("missing operand");
  const everyMs = Number(options.value("n") ?? 2) * 1000;
  if (!(everyMs > 0)) throw new ToolFailure(`failed to parse argument: '${options.value("n")}'`);
  for (;;) {
    io.write("\x1b[H\x1b[2J");
    if (!options.has("t")) io.write(`Every ${(everyMs / 1000).toFixed(1)}s: ${command}\n\n`);
    await start(["sh", "-c", command], io, ["inherit", "inherit", "inherit"]).ended;
    await new Promise((done) => setTimeout(done, everyMs));
  }
};
