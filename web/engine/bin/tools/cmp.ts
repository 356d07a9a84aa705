import { errorText, ToolFailure } from "../lib/errors.ts";
import { readAll } from "../lib/input.ts";
import { parseOptions } from "../lib/options.ts";
import type { Tool, ToolIo } from "../lib/tool.ts";

function load(path: string, io: ToolIo): Buffer {
  try {
    return readAll(path, io);
  } catch (error) {
    throw new ToolFailure(`${path}: ${errorText(error)}`, 2);
  }
}

/** `cmp [-s] [-l] [-n bytes] file1 [file2]`: the first byte in which two files differ. */
export const cmp: Tool = (args, io) => {
  const options = parseOptions(args, {
    flags: "slb",
    values: "n",
    usageStatus: 2,
    long: { silent: "s", quiet: "s", verbose: "l", bytes: "n" },
  });
  const [first, second = "-"] = options.operands;
  if (first === undefined) throw new ToolFailure("missing operand after 'cmp'", 2);
  const limit = Number(options.value("n") ?? Number.POSITIVE_INFINITY);
  const [one, other] = [first, second].map((path) => load(path, io).subarray(0, limit));
  if (one === undefined || other === undefined) return 2;
  let line = 1;
  let status = 0;
  const common = Math.min(one.length, other.length);
  for (let at = 0; at < common; at++) {
    const [a = 0, b = 0] = [one[at], other[at]];
    if (a !== b) {
      status = 1;
      if (options.has("s")) return 1;
      if (!options.has("l")) {
        io.write(`${first} ${second} differ: byte ${at + 1}, line ${line}\n`);
        return 1;
      }
      const width = String(common).length;
      io.write(`${String(at + 1).padStart(width)} ${a.toString(8).padStart(3)} ${b.toString(8).padStart(3)}\n`);
    }
    if (a === 10) line++;
  }
  if (one.length === other.length) return status;
  const shorter = one.length < other.length ? first : second;
  if (!options.has("s"))
    io.error(
      common === 0
        ? `cmp: EOF on ${shorter} which is empty\n`
        : `cmp: EOF on ${shorter} after byte ${common}, ${options.has("l") ? "" : one[common - 1] === 10 ? `line ${line - 1}` : `in line ${line}`}\n`,
    );
  return 1;
};
