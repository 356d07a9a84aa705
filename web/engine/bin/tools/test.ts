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

const numeric: Readonly<Record<string, (a: number, b: number) => boolean>> = {
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
  const compare = numeric[operator];
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

/** The truth of a `test` expression; throws a ToolFailure with status 2 when it is none. */
export function evaluateTest(words: readonly string[], cwd: string): boolean {
  let at = 0;
  const primary = (): boolean => {
    const word = words[at];
    if (word === undefined) throw new ToolFailure("argument expected", 2);
    const right = words[at + 2];
    const operator = words[at + 1];
    if (operator !== undefined && right !== undefined) {
      const pair = testPair(word, operator, right, cwd);
      if (pair !== null) {
        at += 3;
        return pair;
      }
    }
    if (word === "!") {
      at++;
      return !primary();
    }
    if (word === "(") {
      at++;
      const inner = either();
      if (words[at++] !== ")") throw new ToolFailure("')' expected", 2);
      return inner;
    }
    if (operator !== undefined) {
      const found =
        word === "-n"
          ? operator !== ""
          : word === "-z"
            ? operator === ""
            : word === "-t"
              ? true
              : testPath(word, resolve(cwd, operator));
      if (found !== null) {
        at += 2;
        return found;
      }
    }
    at++;
    return word !== "";
  };
  const both = (): boolean => {
    let value = primary();
    while (words[at] === "-a") {
      at++;
      value = primary() && value;
    }
    return value;
  };
  const either = (): boolean => {
    let value = both();
    while (words[at] === "-o") {
      at++;
      value = both() || value;
    }
    return value;
  };
  if (words.length === 0) return false;
  if (words.length === 1) return words[0] !== "";
  const value = either();
  if (at < words.length) throw new ToolFailure(`${words[at]}: unexpected argument`, 2);
  return value;
}

/** `test expression`. */
export const test: Tool = (args, io) => (evaluateTest(args, io.cwd) ? 0 : 1);

/** `[ expression ]`. */
export const bracket: Tool = (args, io) => {
  if (args.at(-1) !== "]") throw new ToolFailure("missing ']'", 2);
  return evaluateTest(args.slice(0, -1), io.cwd) ? 0 : 1;
};
