import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { resolve } from "node:path";
import { readChunkBytes } from "../limits.ts";
import { errorText, ToolFailure } from "./errors.ts";
import type { ToolIo } from "./tool.ts";

/** The bytes of a file, or of standard input for "-", chunk by chunk. */
export function* readChunks(path: string, io: ToolIo): Generator<Uint8Array> {
  if (path === "-") {
    for (let chunk = io.read(); chunk !== null; chunk = io.read()) yield chunk;
    return;
  }
  const fd = openSync(resolve(io.cwd, path), "r");
  try {
    if (fstatSync(fd).isDirectory()) throw new ToolFailure("Is a directory");
    for (;;) {
      const chunk = new Uint8Array(readChunkBytes);
      const length = readSync(fd, chunk, 0, chunk.length, null);
      if (length === 0) return;
      yield chunk.subarray(0, length);
    }
  } finally {
    closeSync(fd);
  }
}

/** A line without its line feed, and whether one followed it. */
export interface Line {
  text: string;
  ended: boolean;
}

/** Lines as they arrive: a line is yielded when its end has been read. */
export function* readLines(path: string, io: ToolIo): Generator<Line> {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  let rest = "";
  for (const chunk of readChunks(path, io)) {
    rest += decoder.decode(chunk, { stream: true });
    let from = 0;
    for (let at = rest.indexOf("\n"); at !== -1; at = rest.indexOf("\n", from)) {
      yield { text: rest.slice(from, at), ended: true };
      from = at + 1;
    }
    rest = rest.slice(from);
  }
  rest += decoder.decode();
  if (rest !== "") yield { text: rest, ended: false };
}

/** All bytes of a file or of standard input. */
export function readAll(path: string, io: ToolIo): Buffer {
  return Buffer.concat([...readChunks(path, io)]);
}

/** Calls `visit` for each path ("-" when there is none); a path that cannot be read is reported and makes the status 1. */
export function eachInput(name: string, paths: readonly string[], io: ToolIo, visit: (path: string) => void): number {
  let status = 0;
  for (const path of paths.length === 0 ? ["-"] : paths) {
    try {
      visit(path);
    } catch (error) {
      if (!(error instanceof ToolFailure) && !(error instanceof Error && "code" in error)) throw error;
      io.error(`${name}: ${path}: ${errorText(error)}\n`);
      status = 1;
    }
  }
  return status;
}
