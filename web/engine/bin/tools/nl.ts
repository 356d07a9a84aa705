import { unescapeText } from "../lib/escapes.ts";
import { eachInput, readLines } from "../lib/input.ts";
import { parseOptions } from "../lib/options.ts";
import type { Tool } from "../lib/tool.ts";

/** `nl [-b a|t|n] [-n ln|rn|rz] [-w width] [-s text] [-v first] [-i step] [file…]`: lines with their numbers. */
export const nl: Tool = (args, io) => {
  const options = parseOptions(args, { values: "bnwsvi" });
  const style = options.value("b") ?? "t";
  const format = options.value("n") ?? "rn";
  const width = Number(options.value("w") ?? 6);
  const separator = unescapeText(options.value("s") ?? "\t").text;
  const step = Number(options.value("i") ?? 1);
  let number = Number(options.value("v") ?? 1);
  return eachInput("nl", options.operands, io, (path) => {
    for (const { text } of readLines(path, io)) {
      if (style !== "n" && (style === "a" || text !== "")) {
        const digits = String(number);
        const shown = format === "ln" ? digits.padEnd(width) : digits.padStart(width, format === "rz" ? "0" : " ");
        io.write(`${shown}${separator}${text}\n`);
        number += step;
      } else io.write(`${" ".repeat(width + separator.length)}${text}\n`);
    }
  });
};
