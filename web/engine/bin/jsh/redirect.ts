import { closeSync, constants, openSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { errorText, ToolFailure } from "../lib/errors.ts";
import type { ShellContext } from "./context.ts";
import { expandText } from "./expand.ts";
import { type Channel, innerPipe, type ShellIo, type Source } from "./streams.ts";
import type { Redirect } from "./syntax.ts";
import { lookUp, setVariable } from "./variables.ts";

/** Input and output after redirects, and what closes the files opened for them. */
export interface Redirected {
  io: ShellIo;
  close(): void;
}

const closed: Channel = { source: { type: "none" }, sink: { type: "closed" } };

/** Applies redirects from left to right. Throws a ToolFailure that names the path. */
export async function applyRedirects(
  redirects: readonly Redirect[],
  io: ShellIo,
  context: ShellContext,
): Promise<Redirected> {
  const table = new DescriptorTable(io);
  try {
    for (const redirect of redirects) await applyRedirect(redirect, table, context);
  } catch (error) {
    table.close();
    throw error;
  }
  return { io: table.io, close: () => table.close() };
}

/** The descriptors of a command while its redirects are applied. */
class DescriptorTable {
  readonly io: ShellIo;
  readonly #closers: (() => void)[] = [];

  constructor(io: ShellIo) {
    this.io = { ...io };
  }

  get(fd: number): Channel {
    const { stdin, stdout, stderr, extra } = this.io;
    if (fd === 0) return { source: stdin, sink: stdin.type === "descriptor" ? stdin : null };
    if (fd > 2) return extra?.get(fd) ?? this.#unknown(fd);
    const sink = fd === 1 ? stdout : stderr;
    return { source: sink.type === "descriptor" ? sink : null, sink };
  }

  set(fd: number, channel: Channel): void {
    if (fd === 0) this.io.stdin = channel.source ?? { type: "none" };
    else if (fd === 1) this.io.stdout = channel.sink ?? { type: "closed" };
    else if (fd === 2) this.io.stderr = channel.sink ?? { type: "closed" };
    else {
      const extra = new Map(this.io.extra);
      if (channel === closed) extra.delete(fd);
      else extra.set(fd, channel);
      this.io.extra = extra;
    }
  }

  free(): number {
    let fd = 10;
    while (this.io.extra?.has(fd)) fd++;
    return fd;
  }

  open(path: string, flags: string | number, cwd: string): Channel {
    const known = /^\/dev\/(?:fd\/(\d+)|std(in|out|err))$/.exec(path);
    if (known !== null) return this.get(Number(known[1] ?? ["in", "out", "err"].indexOf(known[2] ?? "")));
    try {
      const descriptor = { type: "descriptor" as const, fd: openSync(resolve(cwd, path), flags) };
      this.onClose(() => closeSync(descriptor.fd));
      return { source: descriptor, sink: descriptor };
    } catch (error) {
      throw new ToolFailure(`${path}: ${errorText(error)}`);
    }
  }

  onClose(action: () => void): void {
    this.#closers.push(action);
  }

  close(): void {
    for (const action of this.#closers.splice(0)) action();
  }

  #unknown(fd: number): never {
    throw new ToolFailure(`${fd}: Bad file descriptor`);
  }
}

async function applyRedirect(redirect: Redirect, table: DescriptorTable, context: ShellContext): Promise<void> {
  const { state } = context;
  const fd = redirect.variable === undefined ? redirect.fd : descriptorOf(redirect.variable, redirect, table, context);
  const [part] = redirect.target;
  if (part?.type === "process" && redirect.target.length === 1) {
    const { channel, close } = context.connect(part.source, part.writes);
    table.onClose(close);
    table.set(fd, channel);
    return;
  }
  const target = await expandText(redirect.target, context);
  switch (redirect.operator) {
    case "<":
      return table.set(fd, table.open(target, "r", state.cwd));
    case "<>":
      return table.set(fd, table.open(target, constants.O_RDWR | constants.O_CREAT, state.cwd));
    case ">":
      if (state.options.noClobber) refuseExisting(target, state.cwd);
      return table.set(fd, table.open(target, "w", state.cwd));
    case ">|":
      return table.set(fd, table.open(target, "w", state.cwd));
    case ">>":
      return table.set(fd, table.open(target, "a", state.cwd));
    case "&>":
    case "&>>":
      return setBoth(table, table.open(target, redirect.operator === "&>" ? "w" : "a", state.cwd));
    case ">&":
    case "<&":
      return duplicate(fd, target, redirect, table, state.cwd);
    case "<<<":
      return table.set(fd, { source: textSource(`${target}\n`), sink: null });
    case "<<":
      return table.set(fd, { source: textSource(target), sink: null });
  }
}

/** The number behind `{name}>`: a new one, or for `{name}>&-` the one that the variable holds. */
function descriptorOf(name: string, { target }: Redirect, table: DescriptorTable, { state }: ShellContext): number {
  const [part] = target;
  if (part?.type === "text" && part.text === "-") return Number(lookUp(name, state) ?? -1);
  const fd = table.free();
  setVariable(name, String(fd), state);
  return fd;
}

function duplicate(fd: number, target: string, { operator }: Redirect, table: DescriptorTable, cwd: string): void {
  if (target === "-") table.set(fd, closed);
  else if (/^\d+-?$/.test(target)) {
    table.set(fd, table.get(Number.parseInt(target, 10)));
    if (target.endsWith("-")) table.set(Number.parseInt(target, 10), closed);
  } else if (operator === ">&" && fd === 1) setBoth(table, table.open(target, "w", cwd));
  else throw new ToolFailure(`${target}: ambiguous redirect`);
}

function setBoth(table: DescriptorTable, channel: Channel): void {
  table.set(1, channel);
  table.set(2, channel);
}

/** `set -C`: a file that is there is not overwritten. */
function refuseExisting(path: string, cwd: string): void {
  if (statSync(resolve(cwd, path), { throwIfNoEntry: false })?.isFile())
    throw new ToolFailure(`${path}: cannot overwrite existing file`);
}

function textSource(text: string): Source {
  const pipe = innerPipe();
  if (pipe.sink.type === "stream") pipe.sink.stream.end(text);
  return pipe.source;
}
