import { spawnSync } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { arch, hostname, release, type as systemName } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { errorCode, ToolFailure } from "../lib/errors.ts";
import { parseOptions } from "../lib/options.ts";
import type { Tool } from "../lib/tool.ts";

/** `env [-i] [-u name] [name=value…] [command argument…]`. */
export const env: Tool = (args, io) => {
  const options = parseOptions(args, {
    flags: "i0",
    values: "u",
    stopEarly: true,
    long: { "ignore-environment": "i", unset: "u", null: "0" },
  });
  const environment: Record<string, string | undefined> = options.has("i") ? {} : { ...io.env };
  for (const name of options.values("u")) delete environment[name];
  const words = [...options.operands];
  while (words[0]?.includes("=")) {
    const [, name = "", value = ""] = /^([^=]*)=(.*)$/s.exec(words.shift() ?? "") ?? [];
    environment[name] = value;
  }
  const [command, ...rest] = words;
  if (command === undefined) {
    for (const [name, value] of Object.entries(environment))
      if (value !== undefined) io.write(`${name}=${value}${options.has("0") ? "\0" : "\n"}`);
    return 0;
  }
  io.flush();
  const path = environment["PATH"] ?? io.env["PATH"] ?? "";
  const result = spawnSync(command, rest, {
    cwd: io.cwd,
    env: { ...environment, ...(environment["PATH"] === undefined ? {} : { PATH: path }) },
    stdio: "inherit",
  });
  if (result.error !== undefined)
    throw new ToolFailure(
      `'${command}': ${errorCode(result.error) === "EACCES" ? "Permission denied" : "No such file or directory"}`,
      errorCode(result.error) === "EACCES" ? 126 : 127,
    );
  return result.status ?? 130;
};

/** `printenv [name…]`. */
export const printenv: Tool = (args, io) => {
  if (args.length === 0)
    for (const [name, value] of Object.entries(io.env)) if (value !== undefined) io.write(`${name}=${value}\n`);
  let status = 0;
  for (const name of args) {
    const value = io.env[name];
    if (value === undefined) status = 1;
    else io.write(`${value}\n`);
  }
  return status;
};

/** Every place on PATH where a command is found, the first one first. */
export function findCommand(name: string, path: string, cwd: string): string[] {
  const places = name.includes("/")
    ? [resolve(cwd, name)]
    : path
        .split(delimiter)
        .filter((folder) => folder !== "")
        .map((folder) => join(resolve(cwd, folder), name));
  return places.filter((place) => {
    try {
      accessSync(place, constants.X_OK);
      return statSync(place).isFile();
    } catch (error) {
      if (errorCode(error) === "") throw error;
      return false;
    }
  });
}

/** `which [-a] name…`. */
export const which: Tool = (args, io) => {
  const options = parseOptions(args, { flags: "a" });
  let status = 0;
  for (const name of options.operands) {
    const found = findCommand(name, io.env["PATH"] ?? "", io.cwd);
    if (found.length === 0) status = 1;
    for (const place of options.has("a") ? found : found.slice(0, 1)) io.write(`${place}\n`);
  }
  return status;
};

/** `uname [-a] [-s] [-n] [-r] [-m] [-o]`. */
export const uname: Tool = (args, io) => {
  const options = parseOptions(args, { flags: "asnrmop", long: { all: "a" } });
  const machine = arch() === "x64" ? "x86_64" : arch() === "arm64" ? "aarch64" : arch();
  const parts: [string, string][] = [
    ["s", systemName()],
    ["n", hostname()],
    ["r", release()],
    ["m", machine],
    ["o", "GNU/Linux"],
  ];
  const wanted = parts.filter(
    ([letter]) => options.has("a") || options.has(letter) || (letter === "s" && options.order.length === 0),
  );
  io.write(`${wanted.map(([, text]) => text).join(" ")}\n`);
  return 0;
};

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** Milliseconds in `2`, `0.5`, `3m`. */
export function parseDuration(text: string): number {
  const match = /^(\d*\.?\d+)([smhd]?)$/.exec(text);
  if (match === null) throw new ToolFailure(`invalid time interval '${text}'`);
  return Number(match[1]) * (unitSeconds[match[2] || "s"] ?? 1) * 1000;
}

/** `sleep duration…`. */
export const sleep: Tool = async (args) => {
  if (args.length === 0) throw new ToolFailure("missing operand");
  const total = args.reduce((sum, text) => sum + parseDuration(text), 0);
  await new Promise((done) => setTimeout(done, total));
  return 0;
};
