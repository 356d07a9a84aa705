import { lstatSync, readdirSync, readlinkSync, type Stats, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { errorText } from "../lib/errors.ts";
import { humanSize, modeText } from "../lib/mode-text.ts";
import { type Options, parseOptions } from "../lib/options.ts";
import type { Tool, ToolIo } from "../lib/tool.ts";

interface Entry {
  name: string;
  path: string;
  stats: Stats;
}

const halfYearMs = 15_778_476_000;
const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** A time as `ls -l` shows it: `Nov 23 14:11`, or the year when it is more than half a year away. */
export function listTime(timeMs: number, nowMs: number): string {
  const date = new Date(timeMs);
  const two = (value: number) => String(value).padStart(2, "0");
  const recent = timeMs <= nowMs && nowMs - timeMs < halfYearMs;
  const last = recent ? `${two(date.getHours())}:${two(date.getMinutes())}` : ` ${date.getFullYear()}`;
  return `${months[date.getMonth()]} ${String(date.getDate()).padStart(2)} ${last}`;
}

function suffix(entry: Entry): string {
  if (entry.stats.isDirectory()) return "/";
  if (entry.stats.isSymbolicLink()) return "@";
  return entry.stats.mode & 0o111 ? "*" : "";
}

function shownName(entry: Entry, options: Options, color: boolean): string {
  const tail = options.has("F") ? suffix(entry) : options.has("p") && entry.stats.isDirectory() ? "/" : "";
  if (!color) return entry.name + tail;
  const code = entry.stats.isDirectory()
    ? "1;34"
    : entry.stats.isSymbolicLink()
      ? "36"
      : entry.stats.mode & 0o111
        ? "32"
        : "";
  return (code === "" ? entry.name : `\x1b[${code}m${entry.name}\x1b[0m`) + tail;
}

function owner(id: number, io: ToolIo): string {
  return id === 0 ? "root" : id === process.getuid?.() ? (io.env["USER"] ?? String(id)) : String(id);
}

function longLines(entries: Entry[], options: Options, io: ToolIo, color: boolean): string[] {
  const size = (entry: Entry) => (options.has("h") ? humanSize(entry.stats.size) : String(entry.stats.size));
  const rows = entries.map((entry) => [
    String(entry.stats.nlink),
    owner(entry.stats.uid, io),
    owner(entry.stats.gid, io),
    size(entry),
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return entries.map((entry, at) => {
    const cells = (rows[at] ?? []).map((cell, column) =>
      column === 1 || column === 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    const link = entry.stats.isSymbolicLink() ? ` -> ${readlinkSync(entry.path)}` : "";
    return `${modeText(entry.stats)} ${cells.join(" ")} ${listTime(entry.stats.mtimeMs, Date.now())} ${shownName(entry, options, color)}${link}`;
  });
}

/** Names in as many columns as fit, filled downwards. */
function columnLines(entries: Entry[], names: string[], width: number): string[] {
  const cell = Math.max(...entries.map((entry) => entry.name.length)) + 2;
  const rows = Math.ceil(names.length / Math.max(1, Math.floor(width / cell)));
  return Array.from({ length: rows }, (_, row) => {
    let line = "";
    for (let at = row; at < names.length; at += rows)
      line += (names[at] ?? "") + (at + rows < names.length ? " ".repeat(cell - (entries[at]?.name.length ?? 0)) : "");
    return line;
  });
}

function sortEntries(entries: Entry[], options: Options): Entry[] {
  const byName = (a: Entry, b: Entry) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
  const sorted = entries.sort((a, b) => {
    if (options.has("t")) return b.stats.mtimeMs - a.stats.mtimeMs || byName(a, b);
    if (options.has("S")) return b.stats.size - a.stats.size || byName(a, b);
    return byName(a, b);
  });
  return options.has("r") ? sorted.reverse() : sorted;
}

function readEntry(path: string, name: string, follow: boolean): Entry {
  return { name, path, stats: (follow ? statSync : lstatSync)(path) };
}

/** How a folder inside the one shown as `shown` is named: `./` stays where it was given. */
function nestedName(shown: string, name: string): string {
  const joined = join(shown, name);
  return shown === "." || shown.startsWith("./") ? `./${joined}` : joined;
}

/** One run of `ls`: what it was asked for and the status it will end with. */
class Listing {
  status = 0;
  private readonly options: Options;
  private readonly io: ToolIo;
  private readonly terminal = process.stdout.isTTY === true;

  constructor(options: Options, io: ToolIo) {
    this.options = options;
    this.io = io;
  }

  report(path: string, error: unknown, verb: string): void {
    this.io.error(`ls: cannot ${verb} '${path}': ${errorText(error)}\n`);
    this.status = 2;
  }

  /** The operands that are there; the others are reported. */
  find(operands: readonly string[]): Entry[] {
    const { options, io } = this;
    const found: Entry[] = [];
    for (const path of operands) {
      try {
        found.push(readEntry(resolve(io.cwd, path), path, !options.has("l") && !options.has("d")));
      } catch (error) {
        this.report(path, error, "access");
      }
    }
    return found;
  }

  show(entries: Entry[], directory: boolean): void {
    const { options, io, terminal } = this;
    if (options.has("l") && directory)
      io.write(`total ${Math.ceil(entries.reduce((sum, entry) => sum + (entry.stats.blocks ?? 0), 0) / 2)}\n`);
    if (entries.length === 0) return;
    const names = entries.map((entry) => shownName(entry, options, terminal));
    const lines = options.has("l")
      ? longLines(entries, options, io, terminal)
      : terminal && !options.has("1")
        ? columnLines(entries, names, process.stdout.columns || 80)
        : names;
    io.write(`${lines.join("\n")}\n`);
  }

  /** Shows what is in a folder and, with -R, in the folders below. */
  list(path: string, shown: string): void {
    const { options, io } = this;
    const names = readdirSync(path).filter((name) => options.has("a") || options.has("A") || !name.startsWith("."));
    const entries = names.map((name) => readEntry(join(path, name), name, false));
    if (options.has("a")) entries.push(readEntry(path, ".", true), readEntry(join(path, ".."), "..", true));
    const sorted = sortEntries(entries, options);
    this.show(sorted, true);
    if (!options.has("R")) return;
    for (const entry of sorted) {
      if (!entry.stats.isDirectory() || entry.name === "." || entry.name === "..") continue;
      const name = nestedName(shown, entry.name);
      io.write(`\n${name}:\n`);
      this.list(entry.path, name);
    }
  }
}

/** `ls [-l] [-a] [-A] [-1] [-R] [-d] [-h] [-t] [-S] [-r] [-F] [-p] [path…]`. */
export const ls: Tool = (args, io) => {
  const options = parseOptions(args, {
    flags: "laA1RdhtSrFpCgon",
    usageStatus: 2,
    values: "k",
    long: {
      all: "a",
      "almost-all": "A",
      recursive: "R",
      directory: "d",
      "human-readable": "h",
      reverse: "r",
      color: "k",
      classify: "F",
    },
  });
  const listing = new Listing(options, io);
  const found = sortEntries(listing.find(options.operands.length === 0 ? ["."] : options.operands), options);
  const isFolder = (entry: Entry) => !options.has("d") && entry.stats.isDirectory();
  const files = found.filter((entry) => !isFolder(entry));
  listing.show(files, false);
  const titled = options.has("R") || options.operands.length > 1;
  for (const [at, folder] of found.filter(isFolder).entries()) {
    if (titled) io.write(`${at > 0 || files.length > 0 ? "\n" : ""}${folder.name}:\n`);
    try {
      listing.list(folder.path, folder.name);
    } catch (error) {
      listing.report(folder.name, error, "open directory");
    }
  }
  return listing.status;
};
