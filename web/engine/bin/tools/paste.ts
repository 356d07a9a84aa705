import { unescapeText } from "../lib/escapes.ts";
import { readLines } from "../lib/input.ts";
import { parseOptions } from "../lib/options.ts";
import type { Tool } from "../lib/tool.ts";

/** `paste [-s] [-d list] [file…]`: lines of files side by side, or with `-s` each file as one line. */
export const paste: Tool = (args, io) => {
  const options = parseOptions(args, { flags: "s", values: "d", long: { serial: "s", delimiters: "d" } });
  const delimiters = [...unescapeText(options.value("d") ?? "\t").text];
  const delimiter = (at: number) => delimiters[at % delimiters.length] ?? "";
  const paths = options.operands.length === 0 ? ["-"] : options.operands;
  if (options.has("s")) {
    for (const path of paths) {
      let at = 0;
      for (const { text } of readLines(path, io)) {
        io.write(at === 0 ? text : delimiter(at - 1) + text);
        at++;
      }
      io.write("\n");
    }
    return 0;
  }
  const input = readLines("-", io);
  const sources = paths.map((path) => (path === "-" ? input : readLines(path, io)));
  for (;;) {
    const lines = sources.map((source) => source.next());
    if (lines.every(({ done }) => done === true)) return 0;
    const texts = lines.map(({ done, value }) => (done === true ? "" : value.text));
    io.write(`${texts.map((text, at) => (at === 0 ? text : delimiter(at - 1) + text)).join("")}\n`);
  }
};
