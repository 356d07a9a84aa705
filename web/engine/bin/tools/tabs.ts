import { eachInput, readLines } from "../lib/input.ts";
import { parseOptions } from "../lib/options.ts";
import type { Tool } from "../lib/tool.ts";

/** `expand [-i] [-t width] [file…]`: tabs as blanks. */
export const expand: Tool = (args, io) => {
  const options = parseOptions(args, { flags: "i", values: "t", number: "t", long: { tabs: "t", initial: "i" } });
  const width = Number(options.value("t") ?? 8);
  return eachInput("expand", options.operands, io, (path) => {
    for (const { text, ended } of readLines(path, io)) {
      let shown = "";
      let initial = true;
      for (const character of text) {
        if (character === "\t" && (initial || !options.has("i"))) shown += " ".repeat(width - (shown.length % width));
        else shown += character;
        initial &&= character === " " || character === "\t";
      }
      io.write(shown + (ended ? "\n" : ""));
    }
  });
};

/** `unexpand [-a] [-t width] [file…]`: leading blanks as tabs, with `-a` all runs that reach a tab stop. */
export const unexpand: Tool = (args, io) => {
  const options = parseOptions(args, { flags: "a", values: "t", long: { all: "a", tabs: "t" } });
  const width = Number(options.value("t") ?? 8);
  const everywhere = options.has("a") || options.has("t");
  return eachInput("unexpand", options.operands, io, (path) => {
    for (const { text, ended } of readLines(path, io)) {
      let shown = "";
      let blanks = "";
      let column = 0;
      let initial = true;
      for (const character of text) {
        const blank = character === " " || character === "\t";
        column = character === "\t" ? column + width - (column % width) : column + 1;
        if (blank && (initial || everywhere)) {
          blanks += character;
          const atStop = column % width === 0;
          if (atStop && (blanks.length > 1 || character === "\t")) {
            shown += "\t";
            blanks = "";
          } else if (atStop) {
            shown += blanks;
            blanks = "";
          }
        } else {
          shown += blanks + character;
          blanks = "";
          initial &&= blank;
        }
      }
      io.write(shown + blanks + (ended ? "\n" : ""));
    }
  });
};
