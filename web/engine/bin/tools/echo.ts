import { unescapeText } from "../lib/escapes.ts";
import type { Tool } from "../lib/tool.ts";

/** `echo [-n] [-e] text…`: its arguments on one line. */
export const echo: Tool = (args, io) => {
  let index = 0;
  let newline = true;
  let escapes = false;
  for (; index < args.length && /^-[neE]+$/.test(args[index] ?? ""); index++) {
    const letters = args[index] ?? "";
    if (letters.includes("n")) newline = false;
    if (letters.includes("e")) escapes = true;
    if (letters.includes("E")) escapes = false;
  }
  const text = args.slice(index).join(" ");
  if (!escapes) {
    io.write(text + (newline ? "\n" : ""));
    return 0;
  }
  const result = unescapeText(text);
  io.write(result.text + (newline && !result.stopped ? "\n" : ""));
  return 0;
};
