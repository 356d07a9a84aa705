import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { errorText, ToolFailure } from "../lib/errors.ts";
import { type ExpansionContext, expandText } from "./expand.ts";
import { parse } from "./parser.ts";
import type { ShellState } from "./state.ts";
import { type Channel, collected, innerPipe, type ShellIo, type Sink } from "./streams.ts";
import type { Command, Word } from "./syntax.ts";

/** What the expansions and redirects of one command share. */
export interface ShellContext extends ExpansionContext {
  /** A pipe to (`writes`) or from a command that runs beside this one: `> >(…)`, `< <(…)`. */
  connect(source: string, writes: boolean): { channel: Channel; close(): void };
  /** Runs what was held back until the command has ended, and takes its temporary files away. */
  finish(): Promise<void>;
}

/** The context of a command in `state`; `$(…)` runs in a copy of the shell. */
export function contextOf(state: ShellState, io: ShellIo): ShellContext {
  const cleanups: (() => Promise<void> | void)[] = [];
  const { runner } = state.shared;
  const context: ShellContext = {
    state,
    async capture(source) {
      const command = parse(source);
      const file = onlyInput(command);
      if (file !== null) return readWhole(await expandText(file, context), state).replace(/\n+$/, "");
      const sink: Sink = { type: "collect", chunks: [], bytes: 0 };
      state.status = await runner.subshell(command, { ...io, stdout: sink }, state);
      return collected(sink).replace(/\0/g, "").replace(/\n+$/, "");
    },
    async substitute(source, writes) {
      const folder = mkdtempSync(join(tmpdir(), "jsh-"));
      const path = join(folder, "pipe");
      const fd = openSync(path, "w");
      const read = async () => {
        const input = openSync(path, "r");
        await runner.subshell(parse(source), { ...io, stdin: { type: "descriptor", fd: input } }, state);
        closeSync(input);
      };
      if (writes) cleanups.push(read);
      else await runner.subshell(parse(source), { ...io, stdout: { type: "descriptor", fd } }, state);
      closeSync(fd);
      cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
      return path;
    },
    connect: (source, writes) => connect(parse(source), writes, io, state),
    async finish() {
      for (const cleanup of cleanups.splice(0)) await cleanup();
    },
  };
  return context;
}

function connect(command: Command, writes: boolean, io: ShellIo, state: ShellState) {
  const { sink, source } = innerPipe();
  const end = () => {
    if (sink.type === "stream") sink.stream.end();
  };
  const inner: ShellIo = writes ? { ...io, stdin: source } : { ...io, stdout: sink };
  const running = state.shared.runner.subshell(command, inner, state).then(writes ? () => undefined : end);
  state.shared.beside.add(running);
  void running.finally(() => state.shared.beside.delete(running));
  const channel: Channel = writes ? { source: null, sink } : { source, sink: null };
  if (writes) state.shared.openSinks.add(end);
  const close = () => {
    if (writes) end();
    else if (source.type === "stream") source.stream.destroy();
  };
  return { channel, close };
}

/** The file of `$(<file)`; null for any other command. */
function onlyInput(command: Command): Word | null {
  const only = command.type === "list" && command.items.length === 1 ? command.items[0]?.command : undefined;
  if (only?.type !== "simple" || only.words.length > 0 || only.assignments.length > 0) return null;
  const [redirect, more] = only.redirects;
  return redirect?.operator === "<" && more === undefined ? redirect.target : null;
}

function readWhole(path: string, state: ShellState): string {
  try {
    return readFileSync(resolve(state.cwd, path), "utf8");
  } catch (error) {
    throw new ToolFailure(`${path}: ${errorText(error)}`);
  }
}
