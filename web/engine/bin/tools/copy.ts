import {
  chmodSync,
  copyFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  symlinkSync,
  utimesSync,
} from "node:fs";
import { basename, join, resolve, sep } from "node:path";
import { errorCode, errorText, ToolFailure } from "../lib/errors.ts";
import { parseOptions } from "../lib/options.ts";
import type { Tool, ToolIo } from "../lib/tool.ts";

interface CopyRules {
  recursive: boolean;
  preserve: boolean;
  keepExisting: boolean;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function keepTimes(to: string, stats: Stats): void {
  chmodSync(to, stats.mode & 0o7777);
  utimesSync(to, stats.atimeMs / 1000, stats.mtimeMs / 1000);
}

function copyEntry(from: string, to: string, rules: CopyRules): void {
  const stats = rules.recursive ? lstatSync(from) : statSync(from);
  if (stats.isSymbolicLink()) {
    rmSync(to, { force: true });
    symlinkSync(readlinkSync(from), to);
  } else if (stats.isDirectory()) {
    if (`${to}${sep}`.startsWith(`${from}${sep}`))
      throw new ToolFailure(`cannot copy a directory, '${from}', into itself, '${to}'`);
    mkdirSync(to, { recursive: true, mode: stats.mode & 0o7777 });
    for (const name of readdirSync(from)) copyEntry(join(from, name), join(to, name), rules);
    if (rules.preserve) keepTimes(to, stats);
  } else {
    if (rules.keepExisting && lstatSync(to, { throwIfNoEntry: false }) !== undefined) return;
    copyFileSync(from, to);
    if (rules.preserve) keepTimes(to, stats);
  }
}

/** Splits `from… to` and tells for each source where it goes. */
function targets(operands: string[], directory: string | undefined, io: ToolIo): { from: string; to: string }[] {
  const sources = directory === undefined ? operands.slice(0, -1) : operands;
  const last = directory ?? operands.at(-1);
  if (last === undefined) throw new ToolFailure("missing file operand");
  if (sources.length === 0) throw new ToolFailure(`missing destination file operand after '${last}'`);
  const target = resolve(io.cwd, last);
  const into = isFolder(target);
  if (sources.length > 1 && !into)
    throw new ToolFailure(
      `target '${last}': ${statSync(target, { throwIfNoEntry: false }) ? "Not a directory" : "No such file or directory"}`,
    );
  return sources.map((from) => ({ from, to: into ? join(last, basename(from)) : last }));
}

/** `cp [-r] [-a] [-p] [-f] [-n] [-v] [-t directory] from… to`. */
export const cp: Tool = (args, io) => {
  const options = parseOptions(args, {
    flags: "rRapfnvdLT",
    values: "t",
    long: {
      recursive: "r",
      archive: "a",
      force: "f",
      "no-clobber": "n",
      verbose: "v",
      "target-directory": "t",
      preserve: "p",
    },
  });
  const recursive = ["r", "R", "a"].some(options.has);
  const rules = { recursive, preserve: options.has("p") || options.has("a"), keepExisting: options.has("n") };
  let status = 0;
  for (const { from, to } of targets(options.operands, options.value("t"), io)) {
    const [source, target] = [resolve(io.cwd, from), resolve(io.cwd, to)];
    try {
      if (!recursive && isFolder(source)) throw new ToolFailure(`-r not specified; omitting directory '${from}'`);
      if (source === target) throw new ToolFailure(`'${from}' and '${to}' are the same file`);
      lstatSync(source);
    } catch (error) {
      io.error(`cp: ${error instanceof ToolFailure ? error.message : `cannot stat '${from}': ${errorText(error)}`}\n`);
      status = 1;
      continue;
    }
    try {
      copyEntry(source, target, rules);
      if (options.has("v")) io.write(`'${from}' -> '${to}'\n`);
    } catch (error) {
      if (errorCode(error) === "" && !(error instanceof ToolFailure)) throw error;
      io.error(
        `cp: ${error instanceof ToolFailure ? error.message : `cannot create regular file '${to}': ${errorText(error)}`}\n`,
      );
      status = 1;
    }
  }
  return status;
};

/** `mv [-f] [-n] [-v] [-t directory] from… to`. */
export const mv: Tool = (args, io) => {
  const options = parseOptions(args, {
    flags: "fnvT",
    values: "t",
    long: { force: "f", "no-clobber": "n", verbose: "v", "target-directory": "t" },
  });
  let status = 0;
  for (const { from, to } of targets(options.operands, options.value("t"), io)) {
    const [source, target] = [resolve(io.cwd, from), resolve(io.cwd, to)];
    try {
      lstatSync(source);
      if (source === target) throw new ToolFailure(`'${from}' and '${to}' are the same file`);
      if (options.has("n") && lstatSync(target, { throwIfNoEntry: false }) !== undefined) continue;
      if (`${target}${sep}`.startsWith(`${source}${sep}`))
        throw new ToolFailure(`cannot move '${from}' to a subdirectory of itself, '${to}'`);
      renameSync(source, target);
      if (options.has("v")) io.write(`renamed '${from}' -> '${to}'\n`);
    } catch (error) {
      const code = errorCode(error);
      if (code === "" && !(error instanceof ToolFailure)) throw error;
      const reason =
        error instanceof ToolFailure
          ? error.message
          : code === "ENOENT"
            ? `cannot stat '${from}': ${errorText(error)}`
            : `cannot move '${from}' to '${to}': ${errorText(error)}`;
      io.error(`mv: ${reason}\n`);
      status = 1;
    }
  }
  return status;
};
