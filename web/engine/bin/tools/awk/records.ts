import { readLines } from "../../lib/input.ts";
import type { ToolIo } from "../../lib/tool.ts";
import { compileRegex } from "./regex.ts";

/** The records of an input as they arrive: lines, or what RS separates ("" means by empty lines). */
export function* recordsOf(path: string, separator: string, io: ToolIo): Generator<string> {
  if (separator === "\n") {
    for (const { text } of readLines(path, io)) yield text;
    return;
  }
  const pattern = separator === "" ? /\n\n+/ : separator.length === 1 ? separator : compileRegex(separator);
  let rest = "";
  for (const { text, ended } of readLines(path, io)) {
    rest += ended ? `${text}\n` : text;
    if (separator === "") rest = rest.replace(/^\n+/, "");
    const parts = rest.split(pattern);
    rest = parts.pop() ?? "";
    yield* parts;
  }
  const last = separator === "" ? rest.replace(/\n+$/, "") : rest;
  if (last !== "") yield last;
}
