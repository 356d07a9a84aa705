import { eachInput, readLines } from "../lib/input.ts";
import { parseCount, parseOptions } from "../lib/options.ts";
import type { Tool } from "../lib/tool.ts";

/** `fold [-s] [-b] [-w width] [file…]`: long lines broken, with `-s` behind a blank. */
export const fold: Tool = (args, io) => {
  const options = parseOptions(args, {
    flags: "sb",
    values: "w",
    number: "w",
    long: { width: "w", spaces: "s", bytes: "b" },
  });
  const width = parseCount(options.value("w") ?? "80", "number of columns");
  return eachInput("fold", options.operands, io, (path) => {
    for (const { text, ended } of readLines(path, io)) {
      let rest = text;
      while (rest.length > width) {
        const blank = options.has("s") ? rest.lastIndexOf(" ", width - 1) + 1 : 0;
        const length = blank > 0 ? blank : width;
        io.write(`${rest.slice(0, length)}\n`);
        rest = rest.slice(length);
      }
      io.write(ended ? `${rest}\n` : rest);
    }
  });
};
