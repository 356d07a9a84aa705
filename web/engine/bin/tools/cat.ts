import { eachInput, readChunks, readLines } from "../lib/input.ts";
import { parseOptions } from "../lib/options.ts";
import type { Tool } from "../lib/tool.ts";

/** `cat [-n] [file…]`: files one after another. */
export const cat: Tool = (args, io) => {
  const options = parseOptions(args, { flags: "nu", long: { number: "n" } });
  let number = 0;
  return eachInput("cat", options.operands, io, (path) => {
    if (!options.has("n")) {
      for (const chunk of readChunks(path, io)) io.write(chunk);
      return;
    }
    for (const line of readLines(path, io))
      io.write(`${String(++number).padStart(6)}\t${line.text}${line.ended ? "\n" : ""}`);
  });
};
