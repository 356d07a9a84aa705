import { eachInput, readChunks, readLines } from "../lib/input.ts";
import { parseCount, parseOptions } from "../lib/options.ts";
import { parseSize } from "../lib/size.ts";
import type { Tool, ToolIo } from "../lib/tool.ts";

function headBytes(path: string, count: number, io: ToolIo): void {
  let left = count;
  for (const chunk of readChunks(path, io)) {
    io.write(chunk.subarray(0, left));
    left -= Math.min(left, chunk.length);
    if (left === 0) return;
  }
}

/** All lines but the last `count`. */
function allButLast(path: string, count: number, io: ToolIo): void {
  const held: string[] = [];
  for (const line of readLines(path, io)) {
    held.push(line.text + (line.ended ? "\n" : ""));
    if (held.length > count) io.write(held.shift() ?? "");
  }
}

function headLines(path: string, count: number, io: ToolIo): void {
  if (count === 0) return;
  let done = 0;
  for (const line of readLines(path, io)) {
    io.write(line.text + (line.ended ? "\n" : ""));
    if (++done >= count) return;
  }
}

/** `head [-n lines] [-c bytes] [file…]`. */
export const head: Tool = (args, io) => {
  const options = parseOptions(args, {
    flags: "qv",
    values: "nc",
    number: "n",
    long: { lines: "n", bytes: "c", quiet: "q", verbose: "v" },
  });
  const lines = options.value("n") ?? "10";
  const bytes = options.value("c");
  const titles = (options.operands.length > 1 || options.has("v")) && !options.has("q");
  let first = true;
  return eachInput("head", options.operands, io, (path) => {
    const chunks = titles && path !== "-" ? readChunks(path, io) : null;
    chunks?.next();
    if (titles) io.write(`${first ? "" : "\n"}==> ${path === "-" ? "standard input" : path} <==\n`);
    first = false;
    if (bytes !== undefined) headBytes(path, parseSize(bytes), io);
    else if (lines.startsWith("-")) allButLast(path, parseCount(lines.slice(1), "number of lines"), io);
    else headLines(path, parseCount(lines, "number of lines"), io);
  });
};
