import { readdirSync, statSync } from "node:fs";
import { posix, resolve } from "node:path";
import { basicToExtended } from "../lib/basic-pattern.ts";
import { errorCode, errorText, ToolFailure } from "../lib/errors.ts";
import { globToPattern } from "../lib/glob-pattern.ts";
import { readAll, readLines } from "../lib/input.ts";
import { type Options, parseOptions } from "../lib/options.ts";
import type { Tool, ToolIo } from "../lib/tool.ts";

function compile(options: Options, sources: string[]): RegExp {
  const patterns = sources
    .flatMap((source) => source.split("\n"))
    .map((source) => {
      const fixed = options.has("F")
        ? source.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
        : options.has("E") || options.has("P")
          ? source
          : basicToExtended(source);
      const word = options.has("w") ? `(?<!\\w)(?:${fixed})(?!\\w)` : fixed;
      return options.has("x") ? `^(?:${word})$` : word;
    });
  try {
    return new RegExp(patterns.map((pattern) => `(?:${pattern})`).join("|"), `g${options.has("i") ? "i" : ""}`);
  } catch (error) {
    if (error instanceof SyntaxError) throw new ToolFailure(`Invalid regular expression: ${sources.join(" ")}`, 2);
    throw error;
  }
}

function* filesUnder(path: string, options: Options, io: ToolIo): Generator<string> {
  if (!statSync(resolve(io.cwd, path)).isDirectory()) {
    yield path;
    return;
  }
  const include = options.values("I").map((glob) => new RegExp(`^${globToPattern(glob)}$`));
  const exclude = options.values("X").map((glob) => new RegExp(`^${globToPattern(glob)}$`));
  const excludeFolder = options.values("D").map((glob) => new RegExp(`^${globToPattern(glob)}$`));
  for (const entry of readdirSync(resolve(io.cwd, path), { withFileTypes: true })) {
    const inner = path === "." ? entry.name : posix.join(path, entry.name);
    if (entry.isDirectory() && !excludeFolder.some((pattern) => pattern.test(entry.name)))
      yield* filesUnder(inner, options, io);
    else if (
      entry.isFile() &&
      (include.length === 0 || include.some((pattern) => pattern.test(entry.name))) &&
      !exclude.some((pattern) => pattern.test(entry.name))
    )
      yield inner;
  }
}

interface Search {
  pattern: RegExp;
  options: Options;
  named: boolean;
  io: ToolIo;
}

/** Searches one file; true when a line was selected. */
function searchFile(path: string, { pattern, options, named, io }: Search): boolean {
  const shown = path === "-" ? "(standard input)" : path;
  const prefix = named ? `${shown}:` : "";
  const before = Number(options.value("B") ?? options.value("C") ?? 0);
  const after = Number(options.value("A") ?? options.value("C") ?? 0);
  const binary = path !== "-" && readAll(path, io).subarray(0, 32_768).includes(0);
  const limit = Number(options.value("m") ?? Number.POSITIVE_INFINITY);
  const held: { number: number; text: string }[] = [];
  let count = 0;
  let number = 0;
  let trailing = 0;
  let lastShown = 0;
  const put = (at: number, text: string, mark: string) => {
    if (lastShown !== 0 && at > lastShown + 1 && (before > 0 || after > 0)) io.write("--\n");
    lastShown = at;
    io.write(`${named ? shown + mark : ""}${options.has("n") ? `${at}${mark}` : ""}${text}\n`);
  };
  for (const { text } of readLines(path, io)) {
    number++;
    pattern.lastIndex = 0;
    const selected = pattern.test(text) !== options.has("v");
    if (selected) {
      count++;
      if (options.has("q")) return true;
      if (binary && !options.has("c") && !options.has("l")) {
        io.write(`Binary file ${shown} matches\n`);
        return true;
      }
      if (!options.has("c") && !options.has("l") && !options.has("L")) {
        if (options.has("o")) {
          pattern.lastIndex = 0;
          for (const match of text.matchAll(pattern))
            if (match[0] !== "") io.write(`${prefix}${options.has("n") ? `${number}:` : ""}${match[0]}\n`);
        } else {
          for (const line of held.splice(0)) put(line.number, line.text, "-");
          put(number, text, ":");
        }
        trailing = after;
      }
      if (count >= limit) break;
    } else if (trailing > 0) {
      trailing--;
      put(number, text, "-");
    } else if (before > 0) {
      held.push({ number, text });
      if (held.length > before) held.shift();
    }
  }
  if (options.has("c")) io.write(`${prefix}${count}\n`);
  if (options.has("l") && count > 0) io.write(`${shown}\n`);
  if (options.has("L") && count === 0) io.write(`${shown}\n`);
  return count > 0;
}

/** `grep [-rnivclLEFPwxoqhHs] [-e pattern] [-m n] [-A n] [-B n] [-C n] [--include=glob] [--exclude-dir=glob] pattern [file…]`. */
export const grep: Tool = (args, io) => {
  const options = parseOptions(args, {
    flags: "rRnivclLEFPwxoqhHsGzaTuk",
    values: "emABCIDX",
    usageStatus: 2,
    long: {
      recursive: "r",
      "line-number": "n",
      "ignore-case": "i",
      "invert-match": "v",
      count: "c",
      "files-with-matches": "l",
      "extended-regexp": "E",
      "fixed-strings": "F",
      "word-regexp": "w",
      "only-matching": "o",
      quiet: "q",
      include: "I",
      "exclude-dir": "D",
      color: "k",
      colour: "k",
      "line-buffered": "u",
      "no-filename": "h",
      "with-filename": "H",
      "max-count": "m",
      "after-context": "A",
      "before-context": "B",
      context: "C",
      "files-without-match": "L",
      "no-messages": "s",
      "perl-regexp": "P",
      "line-regexp": "x",
      text: "a",
      exclude: "X",
      regexp: "e",
    },
  });
  const [first, ...others] = options.operands;
  const sources = options.has("e") ? options.values("e") : first === undefined ? [] : [first];
  if (sources.length === 0) throw new ToolFailure("usage: grep [option]… pattern [file]…", 2);
  const operands = options.has("e") ? options.operands : others;
  const recursive = options.has("r") || options.has("R");
  const paths = operands.length > 0 ? operands : [recursive ? "." : "-"];
  const named = !options.has("h") && (options.has("H") || recursive || paths.length > 1);
  const search = { pattern: compile(options, sources), options, named, io };
  let found = false;
  let failed = false;
  for (const path of paths) {
    try {
      if (path !== "-" && !recursive && statSync(resolve(io.cwd, path)).isDirectory())
        throw new ToolFailure("Is a directory");
      for (const file of recursive && path !== "-" ? filesUnder(path, options, io) : [path]) {
        found = searchFile(file, search) || found;
        if (found && options.has("q")) return 0;
      }
    } catch (error) {
      if (errorCode(error) === "" && !(error instanceof ToolFailure)) throw error;
      if (!options.has("s")) io.error(`grep: ${path}: ${errorText(error)}\n`);
      failed = !(error instanceof ToolFailure);
    }
  }
  return failed ? 2 : found ? 0 : 1;
};
