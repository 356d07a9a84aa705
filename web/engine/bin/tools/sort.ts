import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { errorCode, errorText, ToolFailure } from "../lib/errors.ts";
import { readLines } from "../lib/input.ts";
import { parseOptions } from "../lib/options.ts";
import type { Tool } from "../lib/tool.ts";

interface Key {
  from: number;
  to: number;
  flags: string;
}

function parseKey(text: string): Key {
  const match = /^(\d+)(?:\.\d+)?([a-z]*)(?:,(\d+)(?:\.\d+)?([a-z]*))?$/.exec(text);
  return {
    from: Number(match?.[1] ?? 1),
    to: match?.[3] === undefined ? Number.POSITIVE_INFINITY : Number(match[3]),
    flags: (match?.[2] ?? "") + (match?.[4] ?? ""),
  };
}

function field(line: string, key: Key, separator: string | undefined): string {
  const parts = separator === undefined ? (line.match(/\s*\S+/g) ?? []) : line.split(separator);
  return parts.slice(key.from - 1, key.to).join(separator ?? "");
}

function number(text: string): number {
  return Number(/^\s*-?\d*\.?\d+/.exec(text)?.[0] ?? 0);
}

/** `1K` < `2M` as `sort -h` reads them. */
function humanNumber(text: string): number {
  const match = /^\s*(-?\d*\.?\d+)([KMGTP]?)/i.exec(text);
  return Number(match?.[1] ?? 0) * 1024 ** " KMGTP".indexOf((match?.[2] ?? "").toUpperCase() || " ");
}

/** Versions: runs of digits compare as numbers. */
function compareVersions(a: string, b: string): number {
  const left = a.match(/\d+|\D+/g) ?? [];
  const right = b.match(/\d+|\D+/g) ?? [];
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const [x = "", y = ""] = [left[at], right[at]];
    if (x === y) continue;
    const both = /^\d/.test(x) && /^\d/.test(y);
    return both && Number(x) !== Number(y) ? Number(x) - Number(y) : x < y ? -1 : 1;
  }
  return 0;
}

function compareText(a: string, b: string, flags: string): number {
  if (flags.includes("n")) return number(a) - number(b);
  if (flags.includes("h")) return humanNumber(a) - humanNumber(b);
  if (flags.includes("V")) return compareVersions(a, b);
  const left = flags.includes("f") ? a.toUpperCase() : a;
  const right = flags.includes("f") ? b.toUpperCase() : b;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** `sort [-r] [-n] [-h] [-V] [-u] [-f] [-s] [-b] [-t c] [-k key] [-o file] [file…]`. */
export const sort: Tool = (args, io) => {
  const options = parseOptions(args, {
    flags: "rnhVufsbd",
    values: "tko",
    usageStatus: 2,
    long: {
      reverse: "r",
      "numeric-sort": "n",
      unique: "u",
      "ignore-case": "f",
      stable: "s",
      key: "k",
      output: "o",
      "field-separator": "t",
    },
  });
  const flags = options.order.join("");
  const keys = options.values("k").map(parseKey);
  const lines: string[] = [];
  for (const path of options.operands.length === 0 ? ["-"] : options.operands)
    try {
      for (const { text } of readLines(path, io)) lines.push(text);
    } catch (error) {
      if (errorCode(error) === "" && !(error instanceof ToolFailure)) throw error;
      throw new ToolFailure(`cannot read: ${path}: ${errorText(error)}`, 2);
    }
  const byKeys = (a: string, b: string): number => {
    for (const key of keys.length === 0 ? [{ from: 1, to: Number.POSITIVE_INFINITY, flags: "" }] : keys) {
      const rules = key.flags === "" ? flags : key.flags;
      const text = (line: string) => {
        const part = keys.length === 0 ? line : field(line, key, options.value("t"));
        return rules.includes("b") ? part.trimStart() : part;
      };
      const order = compareText(text(a), text(b), rules);
      if (order !== 0) return rules.includes("r") ? -order : order;
    }
    return 0;
  };
  const lastResort = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0) * (options.has("r") ? -1 : 1);
  lines.sort((a, b) => byKeys(a, b) || (options.has("s") || options.has("u") ? 0 : lastResort(a, b)));
  const kept = options.has("u")
    ? lines.filter((line, at) => at === 0 || byKeys(lines[at - 1] ?? "", line) !== 0)
    : lines;
  const text = kept.map((line) => `${line}\n`).join("");
  const output = options.value("o");
  if (output === undefined) io.write(text);
  else writeFileSync(resolve(io.cwd, output), text);
  return 0;
};
