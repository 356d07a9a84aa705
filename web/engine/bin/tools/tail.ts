import { closeSync, openSync, readSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { eachInput, readAll } from "../lib/input.ts";
import { parseCount, parseOptions } from "../lib/options.ts";
import { parseSize } from "../lib/size.ts";
import type { Tool, ToolIo } from "../lib/tool.ts";
import { followIntervalMs, readChunkBytes } from "../limits.ts";

/** Where the last `count` lines of `data` begin. */
export function lastLinesStart(data: Uint8Array, count: number): number {
  if (count === 0) return data.length;
  let at = data.length - 1;
  if (data[at] === 10) at--;
  for (let left = count; at >= 0; at--) if (data[at] === 10 && --left === 0) return at + 1;
  return 0;
}

/** Where line number `line` (from 1) of `data` begins. */
function lineStart(data: Uint8Array, line: number): number {
  let at = 0;
  for (let left = line - 1; left > 0; left--) {
    const end = data.indexOf(10, at);
    if (end === -1) return data.length;
    at = end + 1;
  }
  return at;
}

/** Writes what is added to a file until the process is ended. */
async function follow(path: string, io: ToolIo, from: number): Promise<never> {
  let position = from;
  const chunk = new Uint8Array(readChunkBytes);
  for (;;) {
    io.flush();
    await new Promise((done) => setTimeout(done, followIntervalMs));
    const size = statSync(path, { throwIfNoEntry: false })?.size ?? position;
    if (size < position) position = 0;
    if (size === position) continue;
    const fd = openSync(path, "r");
    for (let length = -1; length !== 0; ) {
      length = readSync(fd, chunk, 0, chunk.length, position);
      io.write(chunk.slice(0, length));
      position += length;
    }
    closeSync(fd);
  }
}

/** `tail [-n lines] [-c bytes] [-f] [file…]`; `+N` counts from the start. */
export const tail: Tool = async (args, io) => {
  const options = parseOptions(args, {
    flags: "fFqv",
    values: "nc",
    number: "n",
    long: { lines: "n", bytes: "c", follow: "f", quiet: "q" },
  });
  const lines = options.value("n") ?? "10";
  const bytes = options.value("c");
  let last: { path: string; size: number } | null = null;
  let first = true;
  const titles = options.operands.length > 1 && !options.has("q");
  const status = eachInput("tail", options.operands, io, (path) => {
    const data = readAll(path, io);
    if (titles) io.write(`${first ? "" : "\n"}==> ${path} <==\n`);
    first = false;
    const text = bytes ?? lines;
    const digits = text.replace(/^[+-]/, "");
    const count = bytes === undefined ? parseCount(digits, "number of lines") : parseSize(digits);
    const fromStart = text.startsWith("+");
    if (bytes !== undefined) io.write(data.subarray(fromStart ? count - 1 : Math.max(0, data.length - count)));
    else io.write(data.subarray(fromStart ? lineStart(data, count) : lastLinesStart(data, count)));
    if (path !== "-") last = { path: resolve(io.cwd, path), size: data.length };
  });
  const target = last as { path: string; size: number } | null;
  if ((options.has("f") || options.has("F")) && target !== null) return follow(target.path, io, target.size);
  return status;
};
