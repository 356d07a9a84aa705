import { lstatSync, readdirSync, readlinkSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { errorCode, errorText } from "../lib/errors.ts";
import { globToPattern } from "../lib/glob-pattern.ts";
import { type Options, parseOptions } from "../lib/options.ts";
import type { Tool, ToolIo } from "../lib/tool.ts";

interface Walk {
  options: Options;
  io: ToolIo;
  ignored: RegExp[];
  depth: number;
  folders: number;
  files: number;
}

/** `tree [-adf] [-L depth] [-I glob] [--noreport] [folder…]`: folders as a drawing. */
export const tree: Tool = (args, io) => {
  const options = parseOptions(args, { flags: "adfiR", values: "LI", long: { noreport: "R", dirsfirst: "i" } });
  const ignored = options
    .values("I")
    .flatMap((text) => text.split("|"))
    .map((glob) => new RegExp(`^${globToPattern(glob)}$`));
  const walk: Walk = {
    options,
    io,
    ignored,
    depth: Number(options.value("L") ?? Number.POSITIVE_INFINITY),
    folders: 0,
    files: 0,
  };
  let status = 0;
  for (const path of options.operands.length === 0 ? ["."] : options.operands) {
    if (statSync(resolve(io.cwd, path), { throwIfNoEntry: false })?.isDirectory()) {
      walk.folders++;
      io.write(`${path}\n`);
      draw(path, "", 1, walk);
    } else {
      io.write(`${path}  [error opening dir]\n`);
      status = 2;
    }
  }
  const plural = (count: number, one: string, more: string) => `${count} ${count === 1 ? one : more}`;
  if (!options.has("R")) {
    const files = options.has("d") ? "" : `, ${plural(walk.files, "file", "files")}`;
    io.write(`\n${plural(walk.folders, "directory", "directories")}${files}\n`);
  }
  return status;
};

function draw(path: string, indent: string, level: number, walk: Walk): void {
  if (level > walk.depth) return;
  const { options, io } = walk;
  const names = namesIn(path, walk);
  for (const [at, name] of names.entries()) {
    const last = at === names.length - 1;
    const inner = join(path, name);
    const stats = lstatSync(resolve(io.cwd, inner));
    const target = stats.isSymbolicLink() ? ` -> ${readlinkSync(resolve(io.cwd, inner))}` : "";
    const shown = options.has("f") ? (path === "." ? `./${name}` : inner) : name;
    io.write(`${indent}${last ? "└── " : "├── "}${shown}${target}\n`);
    if (isFolder(resolve(io.cwd, inner))) walk.folders++;
    else walk.files++;
    if (stats.isDirectory()) draw(inner, `${indent}${last ? "    " : "│\u00a0\u00a0 "}`, level + 1, walk);
  }
}

const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

function namesIn(path: string, { options, io, ignored }: Walk): string[] {
  try {
    return readdirSync(resolve(io.cwd, path))
      .filter((name) => (options.has("a") || !name.startsWith(".")) && !ignored.some((pattern) => pattern.test(name)))
      .filter((name) => !options.has("d") || isFolder(resolve(io.cwd, path, name)))
      .sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
  } catch (error) {
    if (errorCode(error) === "") throw error;
    io.error(`tree: ${path}: ${errorText(error)}\n`);
    return [];
  }
}
