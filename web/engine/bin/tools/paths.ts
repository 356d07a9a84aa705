import { readlinkSync, realpathSync } from "node:fs";
import { posix, resolve } from "node:path";
import { errorCode, errorText, ToolFailure } from "../lib/errors.ts";
import { parseOptions } from "../lib/options.ts";
import type { Tool } from "../lib/tool.ts";

/** `basename path [suffix]`, `-a` for several, `-s suffix`. */
export const basename: Tool = (args, io) => {
  const options = parseOptions(args, { flags: "a", values: "s", long: { multiple: "a", suffix: "s" } });
  const several = options.has("a") || options.has("s");
  const [first, second] = options.operands;
  if (first === undefined) throw new ToolFailure("missing operand");
  const suffix = options.value("s") ?? (several ? "" : (second ?? ""));
  for (const path of several ? options.operands : [first]) {
    const name = posix.basename(path) || "/";
    io.write(`${suffix !== "" && name.endsWith(suffix) && name !== suffix ? name.slice(0, -suffix.length) : name}\n`);
  }
  return 0;
};

/** `dirname path…`. */
export const dirname: Tool = (args, io) => {
  const { operands } = parseOptions(args, {});
  if (operands.length === 0) throw new ToolFailure("missing operand");
  for (const path of operands) io.write(`${posix.dirname(path)}\n`);
  return 0;
};

/** The real path where only the last part may be missing. */
function realpathLoose(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
    return posix.join(realpathSync(posix.dirname(path)), posix.basename(path));
  }
}

/** `realpath [-m] path…`. */
export const realpath: Tool = (args, io) => {
  const options = parseOptions(args, { flags: "emqs" });
  if (options.operands.length === 0) throw new ToolFailure("missing operand");
  let status = 0;
  for (const path of options.operands) {
    const full = resolve(io.cwd, path);
    try {
      if (options.has("m") || options.has("s")) io.write(`${full}\n`);
      else io.write(`${options.has("e") ? realpathSync(full) : realpathLoose(full)}\n`);
    } catch (error) {
      if (errorCode(error) === "") throw error;
      if (!options.has("q")) io.error(`realpath: ${path}: ${errorText(error)}\n`);
      status = 1;
    }
  }
  return status;
};

/** `readlink [-f] path…`. */
export const readlink: Tool = (args, io) => {
  const options = parseOptions(args, { flags: "fen" });
  if (options.operands.length === 0) throw new ToolFailure("missing operand");
  let status = 0;
  for (const path of options.operands) {
    const full = resolve(io.cwd, path);
    try {
      const target = options.has("f")
        ? realpathLoose(full)
        : options.has("e")
          ? realpathSync(full)
          : readlinkSync(full);
      io.write(target + (options.has("n") ? "" : "\n"));
    } catch (error) {
      if (errorCode(error) === "") throw error;
      status = 1;
    }
  }
  return status;
};
