import { lstatSync, rmdirSync, rmSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { errorCode, errorText, ToolFailure } from "../lib/errors.ts";
import { parseOptions } from "../lib/options.ts";
import type { Tool } from "../lib/tool.ts";

/** `rm [-r] [-f] [-d] [-v] path…`. */
export const rm: Tool = (args, io) => {
  const options = parseOptions(args, { flags: "rRfdvi", long: { recursive: "r", force: "f", dir: "d", verbose: "v" } });
  const recursive = options.has("r") || options.has("R");
  const force = options.has("f");
  if (options.operands.length === 0 && !force) throw new ToolFailure("missing operand");
  let status = 0;
  const refuse = (sentence: string) => {
    io.error(`rm: ${sentence}\n`);
    status = 1;
  };
  for (const path of options.operands) {
    const full = resolve(io.cwd, path);
    if ([".", ".."].includes(basename(path))) {
      refuse(`refusing to remove '.' or '..' directory: skipping '${path}'`);
      continue;
    }
    if (full === "/") {
      refuse("it is dangerous to operate recursively on '/'");
      continue;
    }
    try {
      const stats = lstatSync(full);
      if (stats.isDirectory() && !recursive) {
        if (options.has("d")) rmdirSync(full);
        else refuse(`cannot remove '${path}': Is a directory`);
        continue;
      }
      rmSync(full, { recursive });
      if (options.has("v")) io.write(`removed '${path}'\n`);
    } catch (error) {
      const code = errorCode(error);
      if (code === "") throw error;
      if (!(force && code === "ENOENT")) refuse(`cannot remove '${path}': ${errorText(error)}`);
    }
  }
  return status;
};

/** `rmdir [-p] path…`. */
export const rmdir: Tool = (args, io) => {
  const options = parseOptions(args, { flags: "pv", long: { parents: "p" } });
  if (options.operands.length === 0) throw new ToolFailure("missing operand");
  let status = 0;
  for (const path of options.operands) {
    let current = path;
    try {
      for (; ; current = dirname(current)) {
        rmdirSync(resolve(io.cwd, current));
        if (!options.has("p") || [".", "/"].includes(dirname(current))) break;
      }
    } catch (error) {
      if (errorCode(error) === "") throw error;
      io.error(`rmdir: failed to remove '${current}': ${errorText(error)}\n`);
      status = 1;
    }
  }
  return status;
};
