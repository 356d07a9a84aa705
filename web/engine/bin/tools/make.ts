import {
  chmodSync,
  closeSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
} from "node:fs";
import { basename, join, resolve } from "node:path";
import { errorCode, errorText, ToolFailure } from "../lib/errors.ts";
import { parseOptions } from "../lib/options.ts";
import type { Tool } from "../lib/tool.ts";

/** Applies a mode such as `755` or `u+x,go-w` to a mode. */
export function changeMode(mode: number, change: string, folder = false): number {
  if (/^[0-7]{1,4}$/.test(change)) return Number.parseInt(change, 8);
  let result = mode;
  for (const clause of change.split(",")) {
    const match = /^([ugoa]*)([-+=])([rwxXst]*)$/.exec(clause);
    if (match === null) throw new ToolFailure(`invalid mode: '${change}'`);
    const [, who = "", operator, letters = ""] = match;
    const places = who === "" || who.includes("a") ? "ugo" : who;
    let bits = 0;
    let all = 0;
    for (const place of places) {
      const shift = place === "u" ? 6 : place === "g" ? 3 : 0;
      all |= 7 << shift;
      const execute = letters.includes("x") || (letters.includes("X") && (folder || (mode & 0o111) !== 0));
      bits |= ((letters.includes("r") ? 4 : 0) | (letters.includes("w") ? 2 : 0) | (execute ? 1 : 0)) << shift;
    }
    if (operator === "+") result |= bits;
    else if (operator === "-") result &= ~bits;
    else result = (result & ~all) | bits;
  }
  return result;
}

/** `mkdir [-p] [-v] [-m mode] path…`. */
export const mkdir: Tool = (args, io) => {
  const options = parseOptions(args, { flags: "pv", values: "m", long: { parents: "p", verbose: "v", mode: "m" } });
  if (options.operands.length === 0) throw new ToolFailure("missing operand");
  let status = 0;
  for (const path of options.operands) {
    const full = resolve(io.cwd, path);
    try {
      mkdirSync(full, { recursive: options.has("p") });
      const mode = options.value("m");
      if (mode !== undefined) chmodSync(full, changeMode(0o777, mode, true));
      if (options.has("v")) io.write(`mkdir: created directory '${path}'\n`);
    } catch (error) {
      if (errorCode(error) === "") throw error;
      io.error(`mkdir: cannot create directory '${path}': ${errorText(error)}\n`);
      status = 1;
    }
  }
  return status;
};

/** `touch [-c] [-a] [-m] [-d date] [-r file] path…`. */
export const touch: Tool = (args, io) => {
  const options = parseOptions(args, {
    flags: "cam",
    values: "drt",
    long: { date: "d", reference: "r", "no-create": "c" },
  });
  if (options.operands.length === 0) throw new ToolFailure("missing file operand");
  const reference = options.value("r");
  const date = options.value("d");
  const time =
    reference !== undefined
      ? statSync(resolve(io.cwd, reference)).mtime
      : date !== undefined
        ? new Date(date)
        : new Date();
  if (Number.isNaN(time.getTime())) throw new ToolFailure(`invalid date format '${date}'`);
  let status = 0;
  for (const path of options.operands) {
    const full = resolve(io.cwd, path);
    try {
      const stats = statSync(full, { throwIfNoEntry: false });
      if (stats === undefined && options.has("c")) continue;
      if (stats === undefined) closeSync(openSync(full, "a"));
      utimesSync(full, options.has("m") && stats ? stats.atime : time, options.has("a") && stats ? stats.mtime : time);
    } catch (error) {
      if (errorCode(error) === "") throw error;
      io.error(`touch: cannot touch '${path}': ${errorText(error)}\n`);
      status = 1;
    }
  }
  return status;
};

/** `ln [-s] [-f] [-n] target… name`. */
export const ln: Tool = (args, io) => {
  const options = parseOptions(args, { flags: "sfnvTr", long: { symbolic: "s", force: "f", "no-dereference": "n" } });
  const operands = options.operands.length === 1 ? [...options.operands, "."] : options.operands;
  const last = operands.at(-1);
  if (last === undefined) throw new ToolFailure("missing file operand");
  const place = resolve(io.cwd, last);
  const existing = (options.has("n") ? lstatSync : statSync)(place, { throwIfNoEntry: false });
  let status = 0;
  for (const target of operands.slice(0, -1)) {
    const name = existing?.isDirectory() ? join(place, basename(target)) : place;
    try {
      if (options.has("f")) rmSync(name, { force: true });
      if (options.has("s")) symlinkSync(target, name);
      else linkSync(resolve(io.cwd, target), name);
    } catch (error) {
      if (errorCode(error) === "") throw error;
      const shown = existing?.isDirectory() ? join(last, basename(target)) : last;
      io.error(
        options.has("s")
          ? `ln: failed to create symbolic link '${shown}': ${errorText(error)}\n`
          : `ln: failed to access '${target}': ${errorText(error)}\n`,
      );
      status = 1;
    }
  }
  return status;
};

/** `chmod [-R] mode path…`. */
export const chmod: Tool = (args, io) => {
  const minus = args.findIndex((argument) => /^-[rwx]+$/.test(argument));
  const options = parseOptions(minus === -1 ? args : args.toSpliced(minus, 1, `a${args[minus]}`), {
    flags: "Rvf",
    long: { recursive: "R" },
  });
  const [mode, ...paths] = options.operands;
  if (mode === undefined) throw new ToolFailure("missing operand");
  if (paths.length === 0) throw new ToolFailure(`missing operand after '${mode}'`);
  let status = 0;
  const apply = (path: string) => {
    const stats = statSync(path);
    chmodSync(path, changeMode(stats.mode & 0o7777, mode, stats.isDirectory()));
    if (options.has("R") && stats.isDirectory()) for (const name of readdirSync(path)) apply(join(path, name));
  };
  for (const path of paths) {
    try {
      apply(resolve(io.cwd, path));
    } catch (error) {
      if (errorCode(error) === "") throw error;
      io.error(`chmod: cannot access '${path}': ${errorText(error)}\n`);
      status = 1;
    }
  }
  return status;
};
