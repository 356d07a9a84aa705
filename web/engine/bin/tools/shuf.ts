import { ToolFailure } from "../lib/errors.ts";
import { readLines } from "../lib/input.ts";
import { parseCount, parseOptions } from "../lib/options.ts";
import type { Tool, ToolIo } from "../lib/tool.ts";

function choices(options: ReturnType<typeof parseOptions>, io: ToolIo): string[] {
  if (options.has("e")) return [...options.operands];
  const range = options.value("i");
  if (range === undefined) return [...readLines(options.operands[0] ?? "-", io)].map(({ text }) => text);
  const [, low, high] = /^(\d+)-(\d+)$/.exec(range) ?? [];
  if (low === undefined || high === undefined) throw new ToolFailure(`invalid input range: '${range}'`);
  return Array.from({ length: Math.max(0, Number(high) - Number(low) + 1) }, (_, at) => String(Number(low) + at));
}

/** `shuf [-r] [-n count] [-e word… | -i low-high | file]`: lines in any order. */
export const shuf: Tool = (args, io) => {
  const options = parseOptions(args, {
    flags: "er",
    values: "nio",
    long: { "head-count": "n", "input-range": "i", echo: "e", repeat: "r" },
  });
  const lines = choices(options, io);
  const limit = options.value("n");
  const count = limit === undefined ? lines.length : parseCount(limit, "line count");
  for (let at = 0; at < count && (options.has("r") || at < lines.length); at++) {
    const from = options.has("r") ? 0 : at;
    const chosen = from + Math.floor(Math.random() * (lines.length - from));
    const line = lines[chosen] ?? "";
    lines[chosen] = lines[from] ?? "";
    lines[from] = line;
    io.write(`${line}\n`);
  }
  return 0;
};
