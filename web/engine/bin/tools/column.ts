import { eachInput, readLines } from "../lib/input.ts";
import { parseOptions } from "../lib/options.ts";
import type { Tool } from "../lib/tool.ts";

/** `column -t [-s separators] [-o text] [file…]`: fields below each other. */
export const column: Tool = (args, io) => {
  const options = parseOptions(args, {
    flags: "t",
    values: "soc",
    long: { table: "t", separator: "s", "output-separator": "o" },
  });
  const separators = options.value("s");
  const rows: string[][] = [];
  const status = eachInput("column", options.operands, io, (path) => {
    for (const { text } of readLines(path, io)) {
      if (text.trim() === "") continue;
      const split =
        separators === undefined
          ? text.trim().split(/\s+/)
          : text.split(new RegExp(`[${separators.replace(/[\]\\^-]/g, "\\$&")}]`));
      rows.push(options.has("t") ? split : [text]);
    }
  });
  const widths: number[] = [];
  for (const row of rows) for (const [at, text] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, text.length);
  const between = options.value("o") ?? "  ";
  for (const row of rows)
    io.write(`${row.map((text, at) => (at === row.length - 1 ? text : text.padEnd(widths[at] ?? 0))).join(between)}\n`);
  return status;
};
