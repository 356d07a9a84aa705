import { spawnSync } from "node:child_process";
import { lstatSync, readdirSync, rmdirSync, rmSync, type Stats } from "node:fs";
import { posix, resolve } from "node:path";
import { errorCode, errorText, ToolFailure } from "../lib/errors.ts";
import { globToPattern } from "../lib/glob-pattern.ts";
import type { Tool, ToolIo } from "../lib/tool.ts";

interface Visit {
  path: string;
  stats: Stats;
  depth: number;
  prune: boolean;
}

type Test = (visit: Visit) => boolean;

interface Plan {
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

/** Reads find's expression: tests, `!`, `-o`, `( )`, and actions. */
function parseExpression(words: string[], io: ToolIo): Plan {
  const plan: Plan = {
    test: () => true,
    acts: false,
    minDepth: 0,
    maxDepth: Number.POSITIVE_INFINITY,
    depthFirst: false,
  };
  let at = 0;
  const argument = (name: string): string => {
    const value = words[at++];
    if (value === undefined) throw new ToolFailure(`missing argument to '${name}'`);
    return value;
  };
  const run = (visit: Visit, command: string[]) =>
    spawnSync(
      command[0] ?? "",
      command.slice(1).map((word) => word.replaceAll("{}", visit.path)),
      { cwd: io.cwd, stdio: "inherit" },
    ).status === 0;
  const primary = (): Test => {
    const word = words[at++] ?? "";
    if (word === "!" || word === "-not") {
      const inner = primary();
      return (visit) => !inner(visit);
    }
    if (word === "(") {
      const inner = either();
      at++;
      return inner;
    }
    switch (word) {
      case "-name":
      case "-iname": {
        const pattern = new RegExp(`^${globToPattern(argument(word))}$`, word === "-iname" ? "i" : "");
        return ({ path }) => pattern.test(posix.basename(path));
      }
      case "-path": {
        const pattern = new RegExp(`^${globToPattern(argument(word)).replaceAll("[^/]", "[^]")}$`);
        return ({ path }) => pattern.test(path);
      }
      case "-type": {
        const kinds = argument(word).split(",");
        return ({ stats }) => kinds.includes(kindOf(stats));
      }
      case "-size":
        return sizeTest(argument(word));
      case "-empty":
        return ({ path, stats }) =>
          stats.isDirectory() ? readdirSync(resolve(io.cwd, path)).length === 0 : stats.size === 0;
      case "-mtime": {
        const days = argument(word);
        return ({ stats }) => compareNumber(days, Math.floor((Date.now() - stats.mtimeMs) / 86_400_000));
      }
      case "-newer": {
        const reference = lstatSync(resolve(io.cwd, argument(word))).mtimeMs;
        return ({ stats }) => stats.mtimeMs > reference;
      }
      case "-mindepth":
        plan.minDepth = Number(argument(word));
        return () => true;
      case "-maxdepth":
        plan.maxDepth = Number(argument(word));
        return () => true;
      case "-depth":
        plan.depthFirst = true;
        return () => true;
      case "-prune":
        return (visit) => {
          visit.prune = true;
          return true;
        };
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
      case "-exec": {
        plan.acts = true;
        const end = words.findIndex((part, index) => index >= at && (part === ";" || part === "+"));
        if (end === -1) throw new ToolFailure("missing argument to '-exec'");
        const command = words.slice(at, end);
        at = end + 1;
        return (visit) => {
          io.flush();
          return run(visit, command);
        };
      }
      default:
        throw new ToolFailure(`unknown predicate '${word}'`);
    }
  };
  const both = (): Test => {
    let test = primary();
    while (at < words.length && words[at] !== "-o" && words[at] !== "-or" && words[at] !== ")") {
      if (words[at] === "-a" || words[at] === "-and") at++;
      const [left, right] = [test, primary()];
      test = (visit) => left(visit) && right(visit);
    }
    return test;
  };
  const either = (): Test => {
    let test = both();
    while (words[at] === "-o" || words[at] === "-or") {
      at++;
      const [left, right] = [test, both()];
      test = (visit) => left(visit) || right(visit);
    }
    return test;
  };
  if (words.length > 0) plan.test = either();
  return plan;
}

/** `find [path…] [expression]`. */
export const find: Tool = (args, io) => {
  const start = args.findIndex((word) => /^-./.test(word) || word === "!" || word === "(");
  const roots = start === -1 ? [...args] : args.slice(0, start);
  const plan = parseExpression(start === -1 ? [] : args.slice(start), io);
  let status = 0;
  const apply = (visit: Visit) => {
    if (visit.depth >= plan.minDepth && plan.test(visit) && !plan.acts) io.write(`${visit.path}\n`);
  };
  const walk = (path: string, depth: number) => {
    try {
      const visit: Visit = { path, depth, stats: lstatSync(resolve(io.cwd, path)), prune: false };
      if (!plan.depthFirst) apply(visit);
      if (visit.stats.isDirectory() && !visit.prune && depth < plan.maxDepth)
        for (const name of readdirSync(resolve(io.cwd, path)))
          walk(path.endsWith("/") ? path + name : `${path}/${name}`, depth + 1);
      if (plan.depthFirst) apply(visit);
    } catch (error) {
      if (errorCode(error) === "" || errorCode(error) === "EPIPE") throw error;
      io.error(`find: '${path}': ${errorText(error)}\n`);
      status = 1;
    }
  };
  for (const root of roots.length === 0 ? ["."] : roots) walk(root, 0);
  return status;
};
