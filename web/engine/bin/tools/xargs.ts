import { spawnSync } from "node:child_process";
import { ToolFailure } from "../lib/errors.ts";
import { parseOptions } from "../lib/options.ts";
import type { Tool, ToolIo } from "../lib/tool.ts";
import { xargsArguments } from "../limits.ts";

/** Words of xargs input: blanks separate, quotes and backslashes protect. */
export function splitWords(text: string): string[] {
  return [...text.matchAll(/(?:"[^"]*"|'[^']*'|\\.|[^\s"'\\])+/gs)].map(([word]) =>
    word.replace(
      /"([^"]*)"|'([^']*)'|\\(.)/gs,
      (_whole, double?: string, single?: string, escaped?: string) => double ?? single ?? escaped ?? "",
    ),
  );
}

function readWhole(io: ToolIo): string {
  const chunks: Uint8Array[] = [];
  for (let chunk = io.read(); chunk !== null; chunk = io.read()) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** `xargs [-0] [-r] [-t] [-n count] [-d c] [-I text] [-P n] command argument…`. */
export const xargs: Tool = (args, io) => {
  const options = parseOptions(args, {
    flags: "0rtx",
    values: "nIdPL",
    stopEarly: true,
    long: { null: "0", "no-run-if-empty": "r", "max-args": "n", delimiter: "d" },
  });
  const [command = "echo", ...fixed] = options.operands;
  const text = readWhole(io);
  const placeholder = options.value("I");
  const delimiter = options.has("0") ? "\0" : options.value("d")?.replace("\\n", "\n");
  const lines = () => text.split(delimiter ?? "\n").filter((part, at, all) => part !== "" || at < all.length - 1);
  const words =
    delimiter !== undefined
      ? lines()
      : placeholder !== undefined
        ? lines()
            .map((line) => line.trim())
            .filter((line) => line !== "")
        : splitWords(text);
  const perCall = placeholder !== undefined ? 1 : Number(options.value("n") ?? options.value("L") ?? xargsArguments);
  if (!(perCall > 0)) throw new ToolFailure(`invalid number "${options.value("n")}" for -n option`);
  let status = 0;
  const run = (extra: string[]): number => {
    const argv =
      placeholder !== undefined
        ? fixed.map((part) => part.replaceAll(placeholder, extra[0] ?? ""))
        : [...fixed, ...extra];
    if (options.has("t")) io.error(`${[command, ...argv].join(" ")}\n`);
    io.flush();
    const result = spawnSync(command, argv, { cwd: io.cwd, stdio: ["ignore", "inherit", "inherit"] });
    if (result.error !== undefined) throw new ToolFailure(`${command}: No such file or directory`, 127);
    return result.status ?? 125;
  };
  if (words.length === 0 && !options.has("r") && placeholder === undefined) return run([]) === 0 ? 0 : 123;
  for (let at = 0; at < words.length; at += perCall) {
    const code = run(words.slice(at, at + perCall));
    if (code === 255) return 124;
    if (code !== 0) status = 123;
  }
  return status;
};
