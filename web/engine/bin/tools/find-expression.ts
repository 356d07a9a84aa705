import { spawnSync } from "node:child_process";
import { lstatSync, readdirSync, rmdirSync, rmSync, type Stats } from "node:fs";
import { posix, resolve } from "node:path";
import { ToolFailure } from "../lib/errors.ts";
import { globToPattern } from "../lib/glob-pattern.ts";
import type { ToolIo } from "../lib/tool.ts";

/** One path on the way. `prune` keeps the walk out of a folder. */
export interface Visit {
  path: string;
  stats: Stats;
  depth: number;
  prune: boolean;
}

export type Test = (visit: Visit) => boolean;

/** What an expression asks for. `acts`: it prints or does something itself. */
export interface Plan {
  test: Test;
  acts: boolean;
  minDepth: number;
  maxDepth: number;
  depthFirst: boolean;
}

function kindOf(stats: Stats): string {
  return stats.isDirectory() ? "d" : stats.isSymbolicLink() ? "l" : stats.isFile() ? "f" : "?";
}

function compareNumber(text: string, value: number): boolean {
  const wanted = Number(text.replace(/^[-+]/, ""));
  return text.startsWith("+") ? value > wanted : text.startsWith("-") ? value < wanted : value === wanted;
}

function sizeTest(text: string): Test {
  const match = /^([-+]?\d+)([ckMG]?)$/.exec(text);
  if (match === null) throw new ToolFailure(`Invalid argument '${text}' to -size`);
  const unit = { c: 1, k: 1024, M: 1_048_576, G: 1_073_741_824 }[match[2] ?? ""] ?? 512;
  return ({ stats }) => compareNumber(match[1] ?? "", Math.ceil(stats.size / unit));
}
/** The words of an expression and how far they are read. */
interface Cursor {
  words: readonly string[];
  at: number;
}

function argument(cursor: Cursor): string {
  const name = cursor.words[cursor.at - 1] ?? "";
  const value = cursor.words[cursor.at++];
  if (value === undefined) throw new ToolFailure(`missing argument to '${name}'`);
  return value;
}

/** A test that only looks; null when the word is none. */
function readTest(word: string, cursor: Cursor, io: ToolIo): Test | null {
  switch (word) {
    case "-name":
    case "-iname": {
      const pattern = new RegExp(`^${globToPattern(argument(cursor))}$`, word === "-iname" ? "i" : "");
      return ({ path }) => pattern.test(posix.basename(path));
    }
    case "-path": {
      const pattern = new RegExp(`^${globToPattern(argument(cursor)).replaceAll("[^/]", "[^]")}$`);
      return ({ path }) => pattern.test(path);
    }
    case "-type": {
      const kinds = argument(cursor).split(",");
      return ({ stats }) => kinds.includes(kindOf(stats));
    }
    case "-size":
      return sizeTest(argument(cursor));
    case "-empty":
      return ({ path, stats }) =>
        stats.isDirectory() ? readdirSync(resolve(io.cwd, path)).length === 0 : stats.size === 0;
    case "-mtime": {
      const days = argument(cursor);
      return ({ stats }) => compareNumber(days, Math.floor((Date.now() - stats.mtimeMs) / 86_400_000));
    }
    case "-newer": {
      const reference = lstatSync(resolve(io.cwd, argument(cursor))).mtimeMs;
      return ({ stats }) => stats.mtimeMs > reference;
    }
    default:
      return null;
  }
}

const always: Test = () => true;

/** A word about the walk itself, always true; null when the word is none. */
function readWalkOption(word: string, cursor: Cursor, plan: Plan): Test | null {
  switch (word) {
    case "-mindepth":
      plan.minDepth = Number(argument(cursor));
      return always;
    case "-maxdepth":
      plan.maxDepth = Number(argument(cursor));
      return always;
    case "-depth":
      plan.depthFirst = true;
      return always;
    case "-prune":
      return (visit) => {
        visit.prune = true;
        return true;
      };
    default:
      return null;
  }
}

function execAction(cursor: Cursor, io: ToolIo): Test {
  const end = cursor.words.findIndex((part, index) => index >= cursor.at && (part === ";" || part === "+"));
  if (end === -1) throw new ToolFailure("missing argument to '-exec'");
  const [command = "", ...args] = cursor.words.slice(cursor.at, end);
  cursor.at = end + 1;
  return ({ path }) => {
    io.flush();
    const filled = args.map((word) => word.replaceAll("{}", path));
    return spawnSync(command, filled, { cwd: io.cwd, stdio: "inherit" }).status === 0;
  };
}

/** A word that does something; null when the word is none. */
function readAction(word: string, cursor: Cursor, plan: Plan, io: ToolIo): Test | null {
  switch (word) {
    case "-print":
    case "-print0":
      plan.acts = true;
      return ({ path }) => {
        io.write(path + (word === "-print" ? "\n" : "\0"));
        return true;
      };
    case "-delete":
      plan.acts = true;
      plan.depthFirst = true;
      return ({ path, stats }) => {
        if (stats.isDirectory()) rmdirSync(resolve(io.cwd, path));
        else rmSync(resolve(io.cwd, path));
        return true;
      };
    case "-exec":
      plan.acts = true;
      return execAction(cursor, io);
    default:
      return null;
  }
}

/** Reads find's expression: tests, `!`, `-o`, `( )`, and actions. */
export function parseExpression(words: readonly string[], io: ToolIo): Plan {
  const plan: Plan = { test: always, acts: false, minDepth: 0, maxDepth: Number.POSITIVE_INFINITY, depthFirst: false };
  const cursor: Cursor = { words, at: 0 };
  const next = () => words[cursor.at];
  const primary = (): Test => {
    const word = words[cursor.at++] ?? "";
    if (word === "!" || word === "-not") {
      const inner = primary();
      return (visit) => !inner(visit);
    }
    if (word === "(") {
      const inner = either();
      cursor.at++;
      return inner;
    }
    const test = readTest(word, cursor, io) ?? readWalkOption(word, cursor, plan) ?? readAction(word, cursor, plan, io);
    if (test === null) throw new ToolFailure(`unknown predicate '${word}'`);
    return test;
  };
  const both = (): Test => {
    let test = primary();
    for (let word = next(); word !== undefined && !["-o", "-or", ")"].includes(word); word = next()) {
      if (word === "-a" || word === "-and") cursor.at++;
      const [left, right] = [test, primary()];
      test = (visit) => left(visit) && right(visit);
    }
    return test;
  };
  const either = (): Test => {
    let test = both();
    while (next() === "-o" || next() === "-or") {
      cursor.at++;
      const [left, right] = [test, both()];
      test = (visit) => left(visit) || right(visit);
    }
    return test;
  };
  if (words.length > 0) plan.test = either();
  return plan;
}
