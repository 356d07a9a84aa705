import { ToolFailure } from "../lib/errors.ts";
import { type Line, readLines } from "../lib/input.ts";
import { parseOptions } from "../lib/options.ts";
import type { Tool } from "../lib/tool.ts";

/** `comm [-123] file1 file2`: lines of sorted files that are in the first, in the second, in both. */
export const comm: Tool = (args, io) => {
  const options = parseOptions(args, { flags: "123" });
  const [first, second] = options.operands;
  if (first === undefined) throw new ToolFailure("missing operand");
  if (second === undefined) throw new ToolFailure(`missing operand after '${first}'`);
  const sides = [readLines(first, io), readLines(second, io)] as const;
  const before = ["", ""];
  const unsorted = [false, false];
  const next = (side: 0 | 1): Line | null => {
    const { value, done } = sides[side].next();
    if (done === true) return null;
    if (compare(value.text, before[side] ?? "") < 0 && !unsorted[side]) {
      unsorted[side] = true;
      io.error(`comm: file ${side + 1} is not in sorted order\n`);
    }
    before[side] = value.text;
    return value;
  };
  const shown = (["1", "2", "3"] as const).map((column) => !options.has(column));
  const put = (column: number, text: string) => {
    if (shown[column] === true) io.write(`${"\t".repeat(shown.slice(0, column).filter(Boolean).length)}${text}\n`);
  };
  let [left, right] = [next(0), next(1)];
  while (left !== null || right !== null) {
    const order = left === null ? 1 : right === null ? -1 : compare(left.text, right.text);
    put(order === 0 ? 2 : order < 0 ? 0 : 1, (order > 0 ? right : left)?.text ?? "");
    if (order <= 0) left = next(0);
    if (order >= 0) right = next(1);
  }
  if (!unsorted.includes(true)) return 0;
  io.error("comm: input is not in sorted order\n");
  return 1;
};

const compare = (left: string, right: string) => Buffer.compare(Buffer.from(left), Buffer.from(right));
