import { accessSync, constants, lstatSync, type Stats, statSync } from "node:fs";
import { resolve } from "node:path";
import { errorCode, ToolFailure } from "../lib/errors.ts";
import type { Tool } from "../lib/tool.ts";

function stats(path: string, follow = true): Stats | null {
  try {
    return follow ? statSync(path) : lstatSync(path);
  } catch (error) {
    if (errorCode(error) === "") throw error;
    return null;
  }
}

function accessible(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch (error) {
    if (errorCode(error) === "") throw error;
    return false;
  }
}

function integer(text: string): number {
  if (!/^\s*[-+]?\d+\s*$/.test(text)) throw new ToolFailure(`${text}: integer expression expected`, 2);
  return Number(text);
}

/** `-eq` and its kin, for plain and for 64-bit numbers. */
export const comparisons: Readonly<Record<string, (a: number | bigint, b: number | bigint) => boolean>> = {
  "-eq": (a, b) => a === b,
  "-ne": (a, b) => a !== b,
  "-lt": (a, b) => a < b,
  "-le": (a, b) => a <= b,
  "-gt": (a, b) => a > b,
  "-ge": (a, b) => a >= b,
};

function testPath(operator: string, path: string): boolean | null {
  switch (operator) {
    case "-e":
      return stats(path) !== null;
    case "-f":
      return stats(path)?.isFile() ?? false;
    case "-d":
      return stats(path)?.isDirectory() ?? false;
    case "-s":
      return (stats(path)?.size ?? 0) > 0;
    case "-L":
    case "-h":
      return stats(path, false)?.isSymbolicLink() ?? false;
    case "-r":
      return accessible(path, constants.R_OK);
    case "-w":
      return accessible(path, constants.W_OK);
    case "-x":
      return accessible(path, constants.X_OK);
    default:
      return null;
  }
}

function testPair(left: string, operator: string, right: string, cwd: string): boolean | null {
  const compare = comparisons[operator];
  if (compare !== undefined) return compare(integer(left), integer(right));
  switch (operator) {
    case "=":
    case "==":
      return left === right;
    case "!=":
      return left !== right;
    case "<":
      return left < right;
    case ">":
      return left > right;
    case "-nt":
      return (stats(resolve(cwd, left))?.mtimeMs ?? -1) > (stats(resolve(cwd, right))?.mtimeMs ?? -1);
    case "-ot":
      return (stats(resolve(cwd, left))?.mtimeMs ?? -1) < (stats(resolve(cwd, right))?.mtimeMs ?? -1);
    case "-ef":
      return stats(resolve(cwd, left))?.ino === stats(resolve(cwd, right))?.ino;
    default:
      return null;
  }
}

function testWord(operator: string, word: string, cwd: string): boolean | null {
  switch (operator) {
    case "-n":
      return word !== "";
    case "-z":
      return word === "";
    case "-t":
      return true;
    default:
      return testPath(operator, resolve(cwd, word));
  }
}

/** Reads an expression from its words, `-o` binding weaker than `-a`. */
class TestReader {
  at = 0;
  private readonly words: readonly string[];
  private readonly cwd: string;

  constructor(words: readonly string[], cwd: string) {
    this.words = words;
    this.cwd = cwd;
  }

  either(): boolean {
    let value = this.both();
    while (this.words[this.at] === "-o") {
      this.at++;
      value = this.both() || value;
    }
    return value;
  }

  private both(): boolean {
    let value = this.primary();
    while (this.words[this.at] === "-a") {
      this.at++;
      value = this.primary() && value;
    }
    return value;
  }

  private primary(): boolean {
    const [word, second, third] = this.words.slice(this.at, this.at + 3);
    if (word === undefined) throw new ToolFailure("argument expected", 2);
    const pair = second !== undefined && third !== undefined ? testPair(word, second, third, this.cwd) : null;
    if (pair !== null) return this.taken(3, pair);
    if (word === "!") {
      this.at++;
      return !this.primary();
    }
    if (word === "(") {
      this.at++;
      const inner = this.either();
      if (this.words[this.at++] !== ")") throw new ToolFailure("')' expected", 2);
      return inner;
    }
    const found = second !== undefined ? testWord(word, second, this.cwd) : null;
    return found !== null ? this.taken(2, found) : this.taken(1, word !== "");
  }

  private taken(words: number, value: boolean): boolean {
    this.at += words;
    return value;
  }
}

/** The truth of a `test` expression; throws a ToolFailure with status 2 when it is none. */
export function evaluateTest(words: readonly string[], cwd: string): boolean {
  if (words.length === 0) return false;
  if (words.length === 1) return words[0] !== "";
  const reader = new TestReader(words, cwd);
  const value = reader.either();
  if (reader.at < words.length) throw new ToolFailure(`${words[reader.at]}: unexpected argument`, 2);
  return value;
}

/** `test expression`. */
export const test: Tool = (args, io) => (evaluateTest(args, io.cwd) ? 0 : 1);

/** `[ expression ]`. */
export const bracket: Tool = (args, io) => {
  if (args.at(-1) !== "]") throw new ToolFailure("missing ']'", 2);
  return evaluateTest(args.slice(0, -1), io.cwd) ? 0 : 1;
};
