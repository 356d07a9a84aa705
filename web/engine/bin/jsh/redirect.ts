import { closeSync, openSync } from "node:fs";
import { resolve } from "node:path";
import { errorText, ToolFailure } from "../lib/errors.ts";
import { type ExpansionContext, expandText } from "./expand.ts";
import { innerPipe, type ShellIo, type Sink, type Source } from "./streams.ts";
import type { Redirect } from "./syntax.ts";

/** Input and output after redirects, and what closes the files opened for them. */
export interface Redirected {
  io: ShellIo;
  close(): void;
}

/** Opens a redirect's file and returns its descriptor. */
type Open = (path: string, flags: string) => number;

/** Applies redirects from left to right. Throws a ToolFailure that names the path. */
export async function applyRedirects(
  redirects: readonly Redirect[],
  io: ShellIo,
  context: ExpansionContext,
): Promise<Redirected> {
  const result: ShellIo = { ...io };
  const opened: number[] = [];
  const open: Open = (path, flags) => {
    try {
      const fd = openSync(resolve(context.state.cwd, path), flags);
      opened.push(fd);
      return fd;
    } catch (error) {
      for (const fd of opened) closeSync(fd);
      throw new ToolFailure(`${path}: ${errorText(error)}`);
    }
  };
  for (const redirect of redirects) applyRedirect(redirect, await expandText(redirect.target, context), result, open);
  return {
    io: result,
    close() {
      for (const fd of opened) closeSync(fd);
    },
  };
}

function applyRedirect({ operator, fd }: Redirect, target: string, io: ShellIo, open: Open): void {
  switch (operator) {
    case "<":
      io.stdin = { type: "descriptor", fd: open(target, "r") };
      break;
    case ">":
      setOutput(io, fd, { type: "descriptor", fd: open(target, "w") });
      break;
    case ">>":
      setOutput(io, fd, { type: "descriptor", fd: open(target, "a") });
      break;
    case "&>":
    case "&>>":
      setBothOutputs(io, { type: "descriptor", fd: open(target, operator === "&>" ? "w" : "a") });
      break;
    case ">&":
      if (target === "1") setOutput(io, fd, io.stdout);
      else if (target === "2") setOutput(io, fd, io.stderr);
      else if (target === "-") setOutput(io, fd, { type: "descriptor", fd: open("/dev/null", "w") });
      else setBothOutputs(io, { type: "descriptor", fd: open(target, "w") });
      break;
    case "<&":
      if (target === "-") io.stdin = { type: "none" };
      break;
    case "<<<":
      io.stdin = textSource(`${target}\n`);
      break;
    case "<<":
      io.stdin = textSource(target);
      break;
  }
}

function setOutput(io: ShellIo, fd: number, sink: Sink): void {
  if (fd === 2) io.stderr = sink;
  else io.stdout = sink;
}

function setBothOutputs(io: ShellIo, sink: Sink): void {
  io.stdout = sink;
  io.stderr = sink;
}

function textSource(text: string): Source {
  const pipe = innerPipe();
  if (pipe.sink.type === "stream") pipe.sink.stream.end(text);
  return pipe.source;
}
