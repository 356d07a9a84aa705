import { closeSync, openSync } from "node:fs";
import { resolve } from "node:path";
import { errorCode, errorText } from "../lib/errors.ts";
import { parseOptions } from "../lib/options.ts";
import type { Tool } from "../lib/tool.ts";
import { writeAll } from "../lib/write-all.ts";

/** `tee [-a] file…`: standard input to standard output and to files. */
export const tee: Tool = (args, io) => {
  const options = parseOptions(args, { flags: "ai", long: { append: "a" } });
  const files: number[] = [];
  let status = 0;
  for (const path of options.operands) {
    try {
      files.push(openSync(resolve(io.cwd, path), options.has("a") ? "a" : "w"));
    } catch (error) {
      if (errorCode(error) === "") throw error;
      io.error(`tee: ${path}: ${errorText(error)}\n`);
      status = 1;
    }
  }
  for (let chunk = io.read(); chunk !== null; chunk = io.read()) {
    for (const fd of files) writeAll(fd, chunk);
    io.write(chunk);
  }
  for (const fd of files) closeSync(fd);
  return status;
};
