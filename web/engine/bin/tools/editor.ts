import { connect } from "node:net";
import { resolve } from "node:path";
import { errorText } from "../lib/errors.ts";
import type { Tool, ToolIo } from "../lib/tool.ts";

export interface CodeRequest {
  type: "open" | "diff";
  files: { filepath: string; line?: number; column?: number }[];
}

/** `code [-g] file[:line[:column]]…`, `code -d file file`: shows files in the editor. */
export const code: Tool = async (args, io) => {
  const request = codeRequest(args, io.cwd);
  if (typeof request === "string") {
    io.error(`code: ${request}\n`);
    return 1;
  }
  return tell({ event: "code", ...request }, "code", io);
};

/** `xdg-open file|url`: hands its argument to the person's browser. */
export const xdgOpen: Tool = async (args, io) => {
  const [text, ...more] = args;
  if (text === undefined || more.length > 0) {
    io.error("Usage: xdg-open { file | URL }\n");
    return 1;
  }
  return tell({ event: "xdg-open", text }, "xdg-open", io);
};

/** What the command line asks for, or why it cannot be. */
export function codeRequest(args: readonly string[], cwd: string): CodeRequest | string {
  const diff = args.some((word) => word === "-d" || word === "--diff");
  const goto = args.some((word) => word === "-g" || word === "--goto");
  const unknown = args.find((word) => word.startsWith("-") && !["-d", "--diff", "-g", "--goto"].includes(word));
  if (unknown !== undefined) return `unknown option ${unknown}: -g and -d are there`;
  const files = args.filter((word) => !word.startsWith("-")).map((word) => place(word, goto, cwd));
  if (files.length === 0) return "which file?";
  if (diff && files.length !== 2) return "-d compares two files";
  return { type: diff ? "diff" : "open", files };
}

function place(word: string, goto: boolean, cwd: string): CodeRequest["files"][number] {
  const match = goto ? /^(.+?):(\d+)(?::(\d+))?$/.exec(word) : null;
  if (!match?.[1]) return { filepath: resolve(cwd, word) };
  const [, path, line, column] = match;
  return {
    filepath: resolve(cwd, path),
    line: Math.max(1, Number(line)),
    ...(column === undefined ? {} : { column: Math.max(1, Number(column)) }),
  };
}

/** The engine's host names the socket on which it listens. */
async function tell(message: object, name: string, io: ToolIo): Promise<number> {
  const path = io.env["GLASSHOUSE_EDITOR"];
  try {
    if (!path) throw new Error("the environment has no GLASSHOUSE_EDITOR");
    await send(path, JSON.stringify(message));
    return 0;
  } catch (error) {
    io.error(`${name}: no editor is there to show it: ${errorText(error)}\n`);
    return 1;
  }
}

function send(path: string, text: string): Promise<void> {
  return new Promise((resolved, rejected) => {
    const socket = connect(path);
    socket.on("error", rejected);
    socket.on("close", () => resolved());
    socket.end(text);
    socket.resume();
  });
}
