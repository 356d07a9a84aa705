import { ToolFailure } from "../lib/errors.ts";
import { readLines } from "../lib/input.ts";
import { parseOptions } from "../lib/options.ts";
import type { Tool, ToolIo } from "../lib/tool.ts";

interface Row {
  key: string;
  fields: string[];
}

function* rows(path: string, at: number, separator: string | undefined, io: ToolIo): Generator<Row> {
  let before = "";
  let [line, unsorted] = [0, false];
  for (const { text } of readLines(path, io)) {
    line++;
    const fields = separator === undefined ? text.trim().split(/[ \t]+/) : text.split(separator);
    const key = fields[at] ?? "";
    if (key < before && !unsorted) {
      unsorted = true;
      io.error(`join: ${path}:${line}: is not sorted: ${text}\n`);
    }
    before = key;
    yield { key, fields };
  }
  if (unsorted) throw new ToolFailure("input is not in sorted order");
}

/** Rows of one side that have the same key, in a row. */
function* groups(source: Iterable<Row>): Generator<Row[]> {
  let group: Row[] = [];
  for (const row of source) {
    if (group.length > 0 && group[0]?.key !== row.key) {
      yield group;
      group = [];
    }
    group.push(row);
  }
  if (group.length > 0) yield group;
}

/** `join [-t char] [-1 n] [-2 n] [-j n] [-a n] [-v n] [-o list] [-e text] file1 file2`: lines of sorted files with the same key. */
export const join: Tool = (args, io) => {
  const options = parseOptions(args, { flags: "i", values: "t12javoe" });
  const [first, second] = options.operands;
  if (first === undefined) throw new ToolFailure("missing operand");
  if (second === undefined) throw new ToolFailure(`missing operand after '${first}'`);
  const field = (letter: string) => Number(options.value(letter) ?? options.value("j") ?? 1) - 1;
  const [left, right] = [field("1"), field("2")];
  const separator = options.value("t");
  const list = options.value("o")?.split(/[ ,]/);
  const empty = options.value("e") ?? "";
  const put = (one: Row | null, other: Row | null) => {
    const key = (one ?? other)?.key ?? "";
    const rest = (row: Row | null, at: number) => row?.fields.filter((_, index) => index !== at) ?? [];
    const shown = list?.map((item) => {
      if (item === "0") return key;
      const [side, at] = item.split(".");
      return (side === "1" ? one : other)?.fields[Number(at) - 1] || empty;
    }) ?? [key, ...rest(one, left), ...rest(other, right)];
    io.write(`${shown.join(separator ?? " ")}\n`);
  };
  const unpaired = (side: string) => options.values("a").includes(side) || options.values("v").includes(side);
  const sides = [groups(rows(first, left, separator, io)), groups(rows(second, right, separator, io))] as const;
  let [one, other] = [sides[0].next(), sides[1].next()];
  while (one.done !== true || other.done !== true) {
    const [a, b] = [one.done === true ? null : one.value, other.done === true ? null : other.value];
    const [keyA, keyB] = [a?.[0]?.key, b?.[0]?.key];
    const order = keyA === undefined ? 1 : keyB === undefined ? -1 : keyA < keyB ? -1 : keyA > keyB ? 1 : 0;
    if (order < 0 && unpaired("1")) for (const row of a ?? []) put(row, null);
    if (order > 0 && unpaired("2")) for (const row of b ?? []) put(null, row);
    if (order === 0 && !options.has("v")) for (const row of a ?? []) for (const match of b ?? []) put(row, match);
    if (order <= 0) one = sides[0].next();
    if (order >= 0) other = sides[1].next();
  }
  return 0;
};
