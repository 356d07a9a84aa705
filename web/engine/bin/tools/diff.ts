import { existsSync, readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { ToolFailure } from "../lib/errors.ts";
import { readAll } from "../lib/input.ts";
import { type Change, diffLines } from "../lib/line-diff.ts";
import { type Options, parseOptions } from "../lib/options.ts";
import type { Tool, ToolIo } from "../lib/tool.ts";
import { formatDate } from "./date.ts";

const missingEnd = "\n\\ No newline at end of file";

function splitLines(text: string): string[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  else if (lines.length > 0) lines.push(`${lines.pop()}${missingEnd}`);
  return lines;
}

function span(start: number, end: number): string {
  if (end - start <= 1) return String(end > start ? start + 1 : start);
  return `${start + 1},${end}`;
}

/** The classic form: `2c2`, `< old`, `---`, `> new`. */
export function normalDiff(before: string[], after: string[], changes: Change[]): string {
  let output = "";
  for (const { oldStart, oldEnd, newStart, newEnd } of changes) {
    const letter = oldStart === oldEnd ? "a" : newStart === newEnd ? "d" : "c";
    output += `${span(oldStart, oldEnd)}${letter}${span(newStart, newEnd)}\n`;
    for (const line of before.slice(oldStart, oldEnd)) output += `< ${line}\n`;
    if (letter === "c") output += "---\n";
    for (const line of after.slice(newStart, newEnd)) output += `> ${line}\n`;
  }
  return output;
}

function hunkRange(start: number, end: number): string {
  const length = end - start;
  return length === 1 ? String(start + 1) : `${length === 0 ? start : start + 1},${length}`;
}

/** The unified form's hunks with `context` lines around each change. */
export function unifiedDiff(before: string[], after: string[], changes: Change[], context: number): string {
  const groups: Change[][] = [];
  for (const change of changes) {
    const last = groups.at(-1)?.at(-1);
    if (last !== undefined && change.oldStart - last.oldEnd <= context * 2) groups.at(-1)?.push(change);
    else groups.push([change]);
  }
  let output = "";
  for (const group of groups) {
    const [first, last] = [group[0], group.at(-1)];
    if (first === undefined || last === undefined) continue;
    const lead = Math.min(context, first.oldStart);
    const tail = Math.min(context, before.length - last.oldEnd);
    output += `@@ -${hunkRange(first.oldStart - lead, last.oldEnd + tail)} +${hunkRange(first.newStart - lead, last.newEnd + tail)} @@\n`;
    let at = first.oldStart - lead;
    for (const change of group) {
      for (const line of before.slice(at, change.oldStart)) output += ` ${line}\n`;
      for (const line of before.slice(change.oldStart, change.oldEnd)) output += `-${line}\n`;
      for (const line of after.slice(change.newStart, change.newEnd)) output += `+${line}\n`;
      at = change.oldEnd;
    }
    for (const line of before.slice(at, last.oldEnd + tail)) output += ` ${line}\n`;
  }
  return output;
}

function title(path: string, io: ToolIo): string {
  const time = path === "-" ? new Date() : statSync(resolve(io.cwd, path)).mtime;
  return `${path}\t${formatDate(time, "%Y-%m-%d %H:%M:%S.%N %z", false)}`;
}

function compareFiles(left: string, right: string, options: Options, io: ToolIo): number {
  const shape = (line: string) =>
    options.has("w")
      ? line.replace(/\s+/g, "")
      : options.has("b")
        ? line.replace(/\s+/g, " ").trimEnd()
        : options.has("i")
          ? line.toLowerCase()
          : line;
  const [a, b] = [readAll(left, io), readAll(right, io)];
  if (a.equals(b)) return 0;
  const binary = a.subarray(0, 8000).includes(0) || b.subarray(0, 8000).includes(0);
  if (options.has("q") || binary) {
    io.write(`${binary && !options.has("q") ? "Binary files" : "Files"} ${left} and ${right} differ\n`);
    return binary && !options.has("q") ? 2 : 1;
  }
  const [before, after] = [splitLines(a.toString()), splitLines(b.toString())];
  const changes = diffLines(before.map(shape), after.map(shape));
  if (changes.length === 0) return 0;
  if (options.has("u") || options.has("U"))
    io.write(
      `--- ${title(left, io)}\n+++ ${title(right, io)}\n${unifiedDiff(before, after, changes, Number(options.value("U") ?? 3))}`,
    );
  else io.write(normalDiff(before, after, changes));
  return 1;
}

/** `diff [-u] [-U n] [-r] [-q] [-w] [-b] [-i] old new`. */
export const diff: Tool = (args, io) => {
  const options = parseOptions(args, {
    flags: "urqwbiNB",
    values: "U",
    usageStatus: 2,
    long: { unified: "u", recursive: "r", brief: "q", "ignore-all-space": "w" },
  });
  const [left, right] = options.operands;
  if (left === undefined || right === undefined) throw new ToolFailure("missing operand", 2);
  const folder = (path: string) =>
    path !== "-" && (statSync(resolve(io.cwd, path), { throwIfNoEntry: false })?.isDirectory() ?? false);
  for (const path of [left, right])
    if (path !== "-" && !existsSync(resolve(io.cwd, path)))
      throw new ToolFailure(`${path}: No such file or directory`, 2);
  const compare = (a: string, b: string): number => {
    if (!folder(a) || !folder(b)) return compareFiles(a, b, options, io);
    const [inA, inB] = [new Set(readdirSync(resolve(io.cwd, a))), new Set(readdirSync(resolve(io.cwd, b)))];
    let status = 0;
    for (const name of [...new Set([...inA, ...inB])].sort()) {
      const [x, y] = [join(a, name), join(b, name)];
      if (!inA.has(name) || !inB.has(name)) {
        io.write(`Only in ${inA.has(name) ? a : b}: ${name}\n`);
        status = Math.max(status, 1);
      } else if (folder(x) && folder(y)) {
        if (options.has("r")) status = Math.max(status, compare(x, y));
        else io.write(`Common subdirectories: ${x} and ${y}\n`);
      } else {
        if (options.has("r") && !options.has("q") && !readAll(x, io).equals(readAll(y, io)))
          io.write(`diff ${args.filter((word) => word.startsWith("-")).join(" ")} ${x} ${y}\n`);
        status = Math.max(status, compareFiles(x, y, options, io));
      }
    }
    return status;
  };
  return compare(left, right);
};
