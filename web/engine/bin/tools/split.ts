import { appendFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { ToolFailure } from "../lib/errors.ts";
import { readChunks } from "../lib/input.ts";
import { parseCount, parseOptions } from "../lib/options.ts";
import { parseSize } from "../lib/size.ts";
import type { Tool } from "../lib/tool.ts";

/** The name of piece number `at`: aa, ab, …, or digits. */
function suffix(at: number, length: number, digits: boolean): string {
  const base = digits ? 10 : 26;
  let text = "";
  for (let rest = at, place = 0; place < length; place++, rest = Math.floor(rest / base))
    text = (digits ? String(rest % base) : String.fromCharCode(97 + (rest % base))) + text;
  if (at >= base ** length) throw new ToolFailure("output file suffixes exhausted");
  return text;
}

/** `split [-l lines | -b size] [-d] [-a length] [file [prefix]]`. */
export const split: Tool = (args, io) => {
  const options = parseOptions(args, {
    flags: "d",
    values: "lba",
    number: "l",
    long: { lines: "l", bytes: "b", "numeric-suffixes": "d", "suffix-length": "a" },
  });
  const [input = "-", prefix = "x"] = options.operands;
  const size = options.value("b");
  const limit = size === undefined ? parseCount(options.value("l") ?? "1000", "number of lines") : parseSize(size);
  const length = Number(options.value("a") ?? 2);
  let piece = -1;
  let left = 0;
  const put = (bytes: Uint8Array) => {
    if (left === 0) {
      piece++;
      left = limit;
      writeFileSync(resolve(io.cwd, prefix + suffix(piece, length, options.has("d"))), bytes);
    } else appendFileSync(resolve(io.cwd, prefix + suffix(piece, length, options.has("d"))), bytes);
  };
  for (const chunk of readChunks(input, io)) {
    for (let at = 0; at < chunk.length; ) {
      const room = left === 0 ? limit : left;
      const end =
        size === undefined ? afterLines(chunk, at, room) : { at: Math.min(chunk.length, at + room), taken: 0 };
      put(chunk.subarray(at, end.at));
      left -= size === undefined ? end.taken : end.at - at;
      at = end.at;
    }
  }
  return 0;
};

/** Where `count` line ends from `start` on are behind, or the chunk's end. */
function afterLines(chunk: Uint8Array, start: number, count: number): { at: number; taken: number } {
  let at = start;
  for (let taken = 0; taken < count; taken++) {
    const end = chunk.indexOf(10, at);
    if (end === -1) return { at: chunk.length, taken };
    at = end + 1;
  }
  return { at, taken: count };
}
