import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { constants } from "node:os";
import { resolve } from "node:path";
import type { Writable } from "node:stream";
import { errorCode, errorText } from "../lib/errors.ts";
import { findCommand } from "../tools/environment.ts";
import { Interrupted } from "./signals.ts";
import { exportedEnvironment, type ShellState } from "./state.ts";
import { pumpInto, type ShellIo, type Sink, type Source, streamSink, writeTo } from "./streams.ts";

/** A program that has been started. `input`: the pipe to it when one was asked for. */
export interface Started {
  status: Promise<number>;
  input: Sink | null;
}

/** 128 + the number of the signal that ended a child. */
export function signalStatus(signal: string): number {
  const number = Object.entries(constants.signals).find(([name]) => name === signal)?.[1];
  return 128 + (number ?? 0);
}

function hasHandle(sink: Sink): boolean {
  return (
    sink.type === "stream" &&
    "_handle" in sink.stream &&
    sink.stream._handle !== null &&
    sink.stream._handle !== undefined
  );
}

function stdinOption(source: Source | "pipe"): number | "pipe" | "ignore" {
  if (source === "pipe" || source.type === "stream") return "pipe";
  return source.type === "descriptor" ? source.fd : "ignore";
}

function outputOption(sink: Sink) {
  if (sink.type === "closed") return "ignore";
  if (sink.type === "descriptor") return sink.fd;
  return sink.type === "stream" && hasHandle(sink) ? sink.stream : "pipe";
}

/** Descriptors from 3 up: files are handed on, pipes where the platform can. */
function extraOptions(extra: ShellIo["extra"]) {
  const options: (number | "ignore" | Writable)[] = [];
  for (let fd = 3; fd <= Math.max(2, ...(extra?.keys() ?? [])); fd++) {
    const { source = null, sink = null } = extra?.get(fd) ?? {};
    const file = sink ?? source;
    if (file?.type === "descriptor") options.push(file.fd);
    else options.push(sink?.type === "stream" && hasHandle(sink) ? sink.stream : "ignore");
  }
  return options;
}

/** The program file a name stands for, or the status and sentence when there is none. */
function locate(
  name: string,
  state: ShellState,
  path: string,
): { file: string } | { status: number; sentence: string } {
  const [file] = findCommand(name, path, state.cwd);
  // A path stays as it was written: a script's `$0` is what the user typed.
  if (file !== undefined) return { file: name.includes("/") ? name : file };
  if (!name.includes("/")) return { status: 127, sentence: `${name}: command not found` };
  const stats = statSync(resolve(state.cwd, name), { throwIfNoEntry: false });
  if (stats === undefined) return { status: 127, sentence: `${name}: No such file or directory` };
  return { status: 126, sentence: `${name}: ${stats.isDirectory() ? "Is a directory" : "Permission denied"}` };
}

/** Starts a program. Its `stdin` may be "pipe": the caller then feeds `input`. */
export async function startExternal(
  args: string[],
  assigned: ReadonlyMap<string, string>,
  io: Omit<ShellIo, "stdin"> & { stdin: Source | "pipe" },
  state: ShellState,
): Promise<Started> {
  const [name = "", ...rest] = args;
  const found = locate(name, state, assigned.get("PATH") ?? state.variables.get("PATH") ?? "");
  if (state.job?.cancelled) throw new Interrupted();
  if ("sentence" in found) {
    await writeTo(io.stderr, `jsh: ${found.sentence}\n`);
    return { status: Promise.resolve(found.status), input: null };
  }
  const stdio: StdioOptions = [
    stdinOption(io.stdin),
    outputOption(io.stdout),
    outputOption(io.stderr),
    ...extraOptions(io.extra),
  ];
  let child: ChildProcess;
  try {
    child = spawn(found.file, rest, {
      argv0: name,
      cwd: state.cwd,
      env: exportedEnvironment(state, assigned),
      stdio,
      detached: state.job !== null,
    });
  } catch (error) {
    if (errorCode(error) === "") throw error;
    await writeTo(io.stderr, `jsh: ${startFailure(name, error, state.cwd)}\n`);
    return { status: Promise.resolve(126), input: null };
  }
  return watch(child, name, io, state);
}

/** Why a program did not start, in bash's words: no room for a process is `fork`'s failure, not the program's. */
function startFailure(name: string, error: unknown, cwd: string): string {
  if (errorCode(error) === "ENOENT" && !existsSync(cwd))
    return `${name}: the working directory has been removed; cd to another one`;
  return errorCode(error) === "EAGAIN" ? `fork: retry: ${errorText(error)}` : `${name}: ${errorText(error)}`;
}

function watch(
  child: ChildProcess,
  name: string,
  io: Omit<ShellIo, "stdin"> & { stdin: Source | "pipe" },
  state: ShellState,
): Started {
  const group = state.job?.children ?? state.shared.children;
  group.add(child);
  if (child.pid !== undefined) state.job?.onStart(child.pid);
  const pumps = [child.stdout && pumpInto(child.stdout, io.stdout), child.stderr && pumpInto(child.stderr, io.stderr)];
  let input: Sink | null = null;
  if (child.stdin) {
    input = streamSink(child.stdin);
    if (io.stdin !== "pipe" && io.stdin.type === "stream") {
      if (io.stdin.rest.length > 0) child.stdin.write(io.stdin.rest);
      io.stdin.rest = Buffer.alloc(0);
      io.stdin.stream.pipe(child.stdin);
    }
  }
  const status = new Promise<number>((done) => {
    child.on("error", (error) => {
      group.delete(child);
      writeTo(io.stderr, `jsh: ${startFailure(name, error, state.cwd)}\n`).then(
        () => done(126),
        () => done(126),
      );
    });
    child.on("exit", (code, signal) => {
      group.delete(child);
      void Promise.all(pumps).then(() => done(signal === null ? (code ?? 0) : signalStatus(signal)));
    });
  });
  return { status, input };
}

/** Runs a program to its end in the foreground. */
export async function runExternal(
  args: string[],
  assigned: ReadonlyMap<string, string>,
  io: ShellIo,
  state: ShellState,
): Promise<number> {
  const started = await startExternal(args, assigned, io, state);
  const status = await started.status;
  if (status === signalStatus("SIGINT") && state.shared.interactive) throw new Interrupted();
  return status;
}
