import { lstatSync, readdirSync, readlinkSync, type Stats, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { errorCode, errorText, ToolFailure } from "../lib/errors.ts";
import { humanSize, modeText } from "../lib/mode-text.ts";
import { parseOptions } from "../lib/options.ts";
import type { Tool } from "../lib/tool.ts";
import { formatDate } from "./date.ts";

/** `du [-s] [-h] [-a] [-c] [-b] [-d depth] [path…]`. */
export const du: Tool = (args, io) => {
  const options = parseOptions(args, {
    flags: "shackb",
    values: "d",
    long: { summarize: "s", "human-readable": "h", all: "a", total: "c", bytes: "b", "max-depth": "d" },
  });
  const depthLimit = options.has("s") ? 0 : Number(options.value("d") ?? Number.POSITIVE_INFINITY);
  const seen = new Set<number>();
  let status = 0;
  const show = (bytes: number, path: string) => {
    const size = options.has("h")
      ? humanSize(bytes)
      : options.has("b")
        ? String(bytes)
        : String(Math.ceil(bytes / 1024));
    io.write(`${size}\t${path}\n`);
  };
  const measure = (path: string, depth: number): number => {
    let total = 0;
    try {
      const full = resolve(io.cwd, path);
      const stats = lstatSync(full);
      if (stats.nlink > 1 && !stats.isDirectory()) {
        if (seen.has(stats.ino)) return 0;
        seen.add(stats.ino);
      }
      total = options.has("b") ? stats.size : (stats.blocks ?? 0) * 512;
      if (stats.isDirectory())
        for (const name of readdirSync(full))
          total += measure(path.endsWith("/") ? path + name : `${path}/${name}`, depth + 1);
      if (depth <= depthLimit && (stats.isDirectory() || options.has("a") || depth === 0)) show(total, path);
    } catch (error) {
      if (errorCode(error) === "") throw error;
      io.error(`du: cannot access '${path}': ${errorText(error)}\n`);
      status = 1;
    }
    return total;
  };
  let sum = 0;
  for (const path of options.operands.length === 0 ? ["."] : options.operands) sum += measure(path, 0);
  if (options.has("c")) show(sum, "total");
  return status;
};

function kindName(stats: Stats): string {
  if (stats.isDirectory()) return "directory";
  if (stats.isSymbolicLink()) return "symbolic link";
  if (stats.isFile()) return stats.size === 0 ? "regular empty file" : "regular file";
  return stats.isCharacterDevice() ? "character special file" : stats.isFIFO() ? "fifo" : "socket";
}

/** Formats as `stat -c` does. */
export function formatStat(format: string, path: string, full: string, stats: Stats): string {
  const time = (ms: number) =>
    `${formatDate(new Date(ms), "%Y-%m-%d %H:%M:%S", false)}.${String(Math.floor((ms % 1000) * 1e6)).padStart(9, "0")} ${formatDate(new Date(ms), "%z", false)}`;
  const fields = new Map<string, () => string>([
    ["n", () => path],
    ["N", () => (stats.isSymbolicLink() ? `'${path}' -> '${readlinkSync(full)}'` : `'${path}'`)],
    ["s", () => String(stats.size)],
    ["F", () => kindName(stats)],
    ["a", () => (stats.mode & 0o7777).toString(8)],
    ["A", () => modeText(stats)],
    ["f", () => stats.mode.toString(16)],
    ["u", () => String(stats.uid)],
    ["g", () => String(stats.gid)],
    ["h", () => String(stats.nlink)],
    ["i", () => String(stats.ino)],
    ["b", () => String(stats.blocks)],
    ["B", () => "512"],
    ["o", () => String(stats.blksize)],
    ["X", () => String(Math.floor(stats.atimeMs / 1000))],
    ["Y", () => String(Math.floor(stats.mtimeMs / 1000))],
    ["Z", () => String(Math.floor(stats.ctimeMs / 1000))],
    ["x", () => time(stats.atimeMs)],
    ["y", () => time(stats.mtimeMs)],
    ["z", () => time(stats.ctimeMs)],
    ["w", () => time(stats.birthtimeMs)],
    ["%", () => "%"],
  ]);
  return format.replace(/%([a-zA-Z%])/g, (whole, letter: string) => fields.get(letter)?.() ?? whole);
}

const longFormat =
  "  File: %N\n  Size: %s\tBlocks: %b\tIO Block: %o   %F\nInode: %i\tLinks: %h\nAccess: (0%a/%A)  Uid: %u   Gid: %g\nAccess: %x\nModify: %y\nChange: %z\n Birth: %w";

/** `stat [-L] [-c format] path…`. */
export const stat: Tool = (args, io) => {
  const options = parseOptions(args, { flags: "Lt", values: "c", long: { format: "c", dereference: "L" } });
  if (options.operands.length === 0) throw new ToolFailure("missing operand");
  let status = 0;
  for (const path of options.operands) {
    const full = join(resolve(io.cwd, path));
    try {
      const stats = (options.has("L") ? statSync : lstatSync)(full);
      io.write(`${formatStat(options.value("c") ?? longFormat, path, full, stats)}\n`);
    } catch (error) {
      if (errorCode(error) === "") throw error;
      io.error(`stat: cannot statx '${path}': ${errorText(error)}\n`);
      status = 1;
    }
  }
  return status;
};
