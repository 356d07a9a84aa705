import { closeSync, openSync } from "node:fs";
import { resolve } from "node:path";
import { errorText, ToolFailure } from "../lib/errors.ts";
import { type ExpansionContext, expandText } from "./expand.ts";
import { innerPipe, type ShellIo, type Sink } from "./streams.ts";
import type { Redirect } from "./syntax.ts";

/** Input and output after redirects, and what closes the files opened for them. */
export interface Redirected {
  io: ShellIo;
  close(): void;
}

/** Applies redirects from left to right. Throws a ToolFailure that names the path. */
export async function applyRedirects(
  redirects: readonly Redirect[],
  io: ShellIo,
  context: ExpansionContext,
): Promise<Redirected> {
  const result: ShellIo = { ...io };
  const opened: number[] = [];
  const open = (path: string, flags: string): number => {
    try {
      const fd = openSync(resolve(context.state.cwd, path), flags);
      opened.push(fd);
      return fd;
    } catch (error) {
      for (const fd of opened) closeSync(fd);
      throw new ToolFailure(`${path}: ${errorText(error)}`);
    }
  };
  const setOutput = (fd: number, sink: Sink) => {
    if (fd === 2) result.stderr = sink;
    else result.stdout = sink;
  };
  for (const redirect of redirects) {
    const target = await expandText(redirect.target, context);
    switch (redirect.operator) {
      case "<":
        result.stdin = { type: "descriptor", fd: open(target, "r") };
        break;
      case ">":
        setOutput(redirect.fd, { type: "descriptor", fd: open(target, "w") });
        break;
      case ">>":
        setOutput(redirect.fd, { type: "descriptor", fd: open(target, "a") });
        break;
      case "&>":
      case "&>>": {
        const sink: Sink = { type: "descriptor", fd: open(target, redirect.operator === "&>" ? "w" : "a") };
        result.stdout = sink;
        result.stderr = sink;
        break;
      }
      case ">&":
        if (target === "1") setOutput(redirect.fd, result.stdout);
        else if (target === "2") setOutput(redirect.fd, result.stderr);
        else if (target === "-") setOutput(redirect.fd, { type: "descriptor", fd: open("/dev/null", "w") });
        else {
          const sink: Sink = { type: "descriptor", fd: open(target, "w") };
          result.stdout = sink;
          result.stderr = sink;
        }
        break;
      case "<&":
        if (target === "-") result.stdin = { type: "none" };
        break;
      case "<<<":
      case "<<": {
        const pipe = innerPipe();
        if (pipe.sink.type === "stream") pipe.sink.stream.end(redirect.operator === "<<<" ? `${target}\n` : target);
        result.stdin = pipe.source;
        break;
      }
    }
  }
  return {
    io: result,
    close() {
      for (const fd of opened) closeSync(fd);
    },
  };
}
