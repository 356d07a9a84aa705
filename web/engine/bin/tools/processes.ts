import { readFileSync } from "node:fs";
import { constants, userInfo } from "node:os";
import { errorCode, errorText, ToolFailure } from "../lib/errors.ts";
import { type Options, parseOptions } from "../lib/options.ts";
import { type ListedProcess, listProcesses } from "../lib/process-list.ts";
import type { Tool, ToolIo } from "../lib/tool.ts";

const commandLine = ({ args, name }: ListedProcess) => (args.length === 0 ? `[${name}]` : args.join(" "));
/** As wide as the highest number that Linux gives. */
function pidWidth(): number {
  try {
    return String(Number(readFileSync("/proc/sys/kernel/pid_max", "utf8")) - 1).length;
  } catch (error) {
    if (errorCode(error) === "") throw error;
    return 5;
  }
}

const terminalName = ({ terminal }: ListedProcess) => (terminal === 0 ? "?" : `pts/${terminal % 256}`);

/** `ps [-e] [-A] [-a] [-f] [aux] [-o list] [-p pids]`: what runs. The time of the processor is not known. */
export const ps: Tool = (args, io) => {
  const options = parseOptions(
    args.map((word) => (/^[auxwe]+$/.test(word) ? `-${word}` : word)),
    {
      flags: "eAafuxwj",
      values: "opC",
      long: { pid: "p", format: "o" },
    },
  );
  const wanted = options.value("p")?.split(",").map(Number);
  const own = process.pid;
  const all = listProcesses();
  const terminal = all.find(({ pid }) => pid === own)?.terminal;
  const everybody = options.has("e") || options.has("A") || options.has("x");
  const shown = all.filter((one) => wanted?.includes(one.pid) ?? (everybody || one.terminal === terminal));
  const columns = columnsOf(options);
  const titles = columns.map((column) => column.title);
  if (titles.some((title) => title !== "")) io.write(`${row(columns, titles)}\n`);
  for (const one of shown)
    io.write(
      `${row(
        columns,
        columns.map((column) => column.value(one)),
      )}\n`,
    );
  return shown.length === 0 ? 1 : 0;
};

interface Column {
  title: string;
  /** Negative: to the left. */
  width: number;
  value(one: ListedProcess): string;
}

const known: Readonly<Record<string, Omit<Column, "title"> & { title: string }>> = {
  pid: { title: "PID", width: pidWidth(), value: ({ pid }) => String(pid) },
  ppid: { title: "PPID", width: pidWidth(), value: ({ parent }) => String(parent) },
  user: { title: "USER", width: -8, value: () => userInfo().username },
  tty: { title: "TTY", width: -8, value: terminalName },
  stat: { title: "STAT", width: -4, value: ({ state }) => state },
  time: { title: "TIME", width: 8, value: () => "00:00:00" },
  comm: { title: "CMD", width: 0, value: ({ name }) => name },
  args: { title: "CMD", width: 0, value: commandLine },
};
const otherNames: Readonly<Record<string, string>> = {
  uid: "user",
  tt: "tty",
  s: "stat",
  state: "stat",
  cmd: "args",
  command: "args",
  ucmd: "comm",
};

function columnsOf(options: Options): Column[] {
  const listed = options.values("o").flatMap((text) => text.split(","));
  const names =
    listed.length > 0
      ? listed
      : options.has("u")
        ? ["user", "pid", "tty", "stat", "time", "args"]
        : options.has("f")
          ? ["user", "pid", "ppid", "tty", "time", "args"]
          : ["pid", "tty", "time", "comm"];
  return names.map((text) => {
    const [name = "", title] = text.split("=", 2);
    const column = known[otherNames[name] ?? name];
    if (column === undefined) throw new ToolFailure(`error: unknown user-defined format specifier "${name}"`);
    return {
      ...column,
      title:
        title ??
        (listed.length > 0 && name !== "pid" && name !== "ppid"
          ? name.toUpperCase().replace("COMM", "COMMAND").replace("ARGS", "COMMAND")
          : column.title),
    };
  });
}

function row(columns: readonly Column[], values: readonly string[]): string {
  return columns
    .map(({ width }, at) => (width > 0 ? (values[at] ?? "").padStart(width) : (values[at] ?? "").padEnd(-width)))
    .join(" ");
}

function signalOf(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  const name = `SIG${text.toUpperCase().replace(/^SIG/, "")}`;
  const found = Object.entries(constants.signals).find(([candidate]) => candidate === name);
  if (found === undefined) throw new ToolFailure(`unknown signal '${text}'`, 2);
  return found[1];
}

/** A signal given as `-9`, `-KILL`, `-s KILL` or `--signal KILL`, and the other arguments. */
function takeSignal(args: readonly string[]): { signal: number; rest: string[] } {
  const rest = [...args];
  for (const [at, argument] of rest.entries()) {
    if (argument === "-s" || argument === "--signal") {
      const [, name = ""] = rest.splice(at, 2);
      return { signal: signalOf(name), rest };
    }
    if (/^-(?:\d+|[A-Z][A-Z0-9]+)$/.test(argument)) {
      rest.splice(at, 1);
      return { signal: signalOf(argument.slice(1)), rest };
    }
  }
  return { signal: constants.signals.SIGTERM, rest };
}

function send(name: string, pid: number, signal: number, io: ToolIo): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    if (errorCode(error) === "") throw error;
    io.error(`${name}: (${pid}): ${errorText(error)}\n`);
    return false;
  }
}

/** `kill [-signal | -s signal] pid…`, `kill -l`. */
export const kill: Tool = (args, io) => {
  if (args[0] === "-l" || args[0] === "-L") {
    const names = Object.keys(constants.signals).map((name) => name.slice(3));
    io.write(`${names.join(" ")}\n`);
    return 0;
  }
  const { signal, rest } = takeSignal(args);
  const pids = rest[0] === "--" ? rest.slice(1) : rest;
  if (pids.length === 0) throw new ToolFailure("not enough arguments");
  let status = 0;
  for (const pid of pids) {
    if (!/^-?\d+$/.test(pid)) throw new ToolFailure(`failed to parse argument: '${pid}'`);
    if (!send("kill", Number(pid), signal, io)) status = 1;
  }
  return status;
};

function matching(options: Options): ListedProcess[] {
  const [pattern = ""] = options.operands;
  const exact = options.has("x");
  const expression = new RegExp(exact ? `^(?:${pattern})$` : pattern, options.has("i") ? "i" : "");
  const found = listProcesses()
    .filter(
      ({ pid, parent }) => pid !== process.pid && (!options.has("P") || options.values("P").includes(String(parent))),
    )
    .filter((one) => expression.test(options.has("f") ? commandLine(one) : one.name) !== options.has("v"));
  if (options.has("n")) return found.slice(-1);
  return options.has("o") ? found.slice(0, 1) : found;
}

/** `pgrep [-afilnovx] [-P parent] pattern`: the numbers of processes by name. */
export const pgrep: Tool = (args, io) => {
  const options = parseOptions(args, {
    flags: "aflinovxc",
    values: "Pu",
    usageStatus: 2,
    long: { full: "f", "list-name": "l", exact: "x", count: "c" },
  });
  if (options.operands.length !== 1 && !options.has("P")) throw new ToolFailure("no matching criteria specified", 2);
  const found = matching(options);
  if (options.has("c")) io.write(`${found.length}\n`);
  else
    for (const one of found)
      io.write(`${one.pid}${options.has("a") ? ` ${commandLine(one)}` : options.has("l") ? ` ${one.name}` : ""}\n`);
  return found.length === 0 ? 1 : 0;
};

/** `pkill [-signal] [-finovx] [-P parent] pattern`: a signal to processes by name. */
export const pkill: Tool = (args, io) => {
  const { signal, rest } = takeSignal(args);
  const options = parseOptions(rest, {
    flags: "finovxe",
    values: "Pu",
    usageStatus: 2,
    long: { full: "f", exact: "x", echo: "e" },
  });
  if (options.operands.length !== 1 && !options.has("P")) throw new ToolFailure("no matching criteria specified", 2);
  const found = matching(options).filter(({ pid }) => send("pkill", pid, signal, io));
  if (options.has("e")) for (const { name, pid } of found) io.write(`${name} killed (pid ${pid})\n`);
  return found.length === 0 ? 1 : 0;
};

/** `killall [-signal] [-q] name…`: a signal to every process of that name. */
export const killall: Tool = (args, io) => {
  const { signal, rest } = takeSignal(args);
  const options = parseOptions(rest, { flags: "qvI" });
  if (options.operands.length === 0) throw new ToolFailure("usage: killall [-signal] name…");
  let status = 0;
  for (const name of options.operands) {
    const found = listProcesses().filter((one) => one.pid !== process.pid && one.name === name.slice(0, 15));
    if (found.length === 0) {
      if (!options.has("q")) io.error(`${name}: no process found\n`);
      status = 1;
    }
    for (const { pid } of found) if (!send("killall", pid, signal, io)) status = 1;
  }
  return status;
};
