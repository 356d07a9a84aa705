import { ToolFailure } from "../lib/errors.ts";
import { readLines } from "../lib/input.ts";
import { parseOptions } from "../lib/options.ts";
import type { Tool } from "../lib/tool.ts";

/** `seq [-s separator] [-w] [first [step]] last`. */
export const seq: Tool = (args, io) => {
  const numbers: string[] = [];
  let separator = "\n";
  let equalWidth = false;
  for (let index = 0; index < args.length; index++) {
    const argument = args[index] ?? "";
    if (argument === "-s") separator = args[++index] ?? "";
    else if (argument === "-w") equalWidth = true;
    else numbers.push(argument);
  }
  const [first, step, last] =
    numbers.length === 1 ? ["1", "1", numbers[0]] : numbers.length === 2 ? [numbers[0], "1", numbers[1]] : numbers;
  const values = [first, step, last].map(Number);
  const [from = Number.NaN, by = Number.NaN, to = Number.NaN] = values;
  const bad = values.findIndex(Number.isNaN);
  if (bad !== -1)
    throw new ToolFailure(
      numbers.length === 0 ? "missing operand" : `invalid floating point argument: '${[first, step, last][bad]}'`,
    );
  if (by === 0) throw new ToolFailure(`invalid Zero increment value: '${step}'`);
  const decimals = Math.max(...[first, step].map((text) => text?.split(".")[1]?.length ?? 0));
  const width = equalWidth ? Math.max(from.toFixed(decimals).length, to.toFixed(decimals).length) : 0;
  const count = Math.floor((to - from) / by + 1e-10);
  for (let index = 0; index <= count; index++)
    io.write((index === 0 ? "" : separator) + (from + index * by).toFixed(decimals).padStart(width, "0"));
  if (count >= 0) io.write("\n");
  return 0;
};

/** `yes [text]`: a line without end. */
export const yes: Tool = (args, io) => {
  const line = `${args.length === 0 ? "y" : args.join(" ")}\n`;
  const block = line.repeat(Math.max(1, Math.floor(8192 / line.length)));
  for (;;) io.write(block);
};

/** `uniq [-c] [-d] [-u] [-i] [file]`. */
export const uniq: Tool = (args, io) => {
  const options = parseOptions(args, {
    flags: "cdui",
    long: { count: "c", repeated: "d", unique: "u", "ignore-case": "i" },
  });
  const key = (text: string) => (options.has("i") ? text.toLowerCase() : text);
  let current: string | null = null;
  let count = 0;
  const put = () => {
    if (current === null) return;
    if (options.has("d") && count < 2) return;
    if (options.has("u") && count > 1) return;
    io.write(options.has("c") ? `${String(count).padStart(7)} ${current}\n` : `${current}\n`);
  };
  for (const { text } of readLines(options.operands[0] ?? "-", io)) {
    if (current !== null && key(current) === key(text)) {
      count++;
      continue;
    }
    put();
    current = text;
    count = 1;
  }
  put();
  return 0;
};

/** Reads a cut list such as `1,3-5,7-` into ranges. */
function parseRanges(list: string): [number, number][] {
  return list.split(",").map((part) => {
    const match = /^(\d*)(-?)(\d*)$/.exec(part);
    if (match === null || part === "" || part === "-") throw new ToolFailure(`invalid field value '${part}'`);
    const from = match[1] === "" ? 1 : Number(match[1]);
    if (from === 0) throw new ToolFailure("fields are numbered from 1");
    return [from, match[2] === "" ? from : match[3] === "" ? Number.POSITIVE_INFINITY : Number(match[3])];
  });
}

/** `cut -f list [-d c] [-s]`, `cut -c list`, `cut -b list`. */
export const cut: Tool = (args, io) => {
  const options = parseOptions(args, {
    flags: "s",
    values: "fdcb",
    long: { fields: "f", delimiter: "d", characters: "c", bytes: "b", "only-delimited": "s" },
  });
  const fields = options.value("f");
  const characters = options.value("c") ?? options.value("b");
  if (fields === undefined && characters === undefined)
    throw new ToolFailure("you must specify a list of bytes, characters, or fields");
  const ranges = parseRanges(fields ?? characters ?? "");
  const wanted = (number: number) => ranges.some(([from, to]) => number >= from && number <= to);
  const delimiter = options.value("d") ?? "\t";
  for (const path of options.operands.length === 0 ? ["-"] : options.operands)
    for (const { text } of readLines(path, io)) {
      if (fields === undefined) io.write(`${[...text].filter((_, at) => wanted(at + 1)).join("")}\n`);
      else if (text.includes(delimiter))
        io.write(
          `${text
            .split(delimiter)
            .filter((_, at) => wanted(at + 1))
            .join(delimiter)}\n`,
        );
      else if (!options.has("s")) io.write(`${text}\n`);
    }
  return 0;
};
