import { eachInput, readAll, readLines } from "../lib/input.ts";
import { parseOptions } from "../lib/options.ts";
import type { Tool } from "../lib/tool.ts";

/** `tac [file…]`: the last line first. */
export const tac: Tool = (args, io) => {
  const { operands } = parseOptions(args, {});
  return eachInput("tac", operands, io, (path) => {
    const data = readAll(path, io);
    for (let end = data.length; end > 0; ) {
      const start = data.lastIndexOf(10, end - 2) + 1;
      io.write(data.subarray(end === 1 ? 0 : start, end));
      end = end === 1 ? 0 : start;
    }
  });
};

/** `rev [file…]`: each line from its end. */
export const rev: Tool = (args, io) => {
  const { operands } = parseOptions(args, {});
  return eachInput("rev", operands, io, (path) => {
    for (const { text, ended } of readLines(path, io)) io.write([...text].reverse().join("") + (ended ? "\n" : ""));
  });
};
