import { closeSync, existsSync, fstatSync, ftruncateSync, openSync } from "node:fs";
import { resolve } from "node:path";
import { ToolFailure } from "../lib/errors.ts";
import { parseOptions } from "../lib/options.ts";
import { parseSize } from "../lib/size.ts";
import type { Tool } from "../lib/tool.ts";

/** `truncate [-c] -s [+-]size file…`. */
export const truncate: Tool = (args, io) => {
  const options = parseOptions(args, { flags: "c", values: "s", long: { size: "s", "no-create": "c" } });
  const text = options.value("s");
  if (text === undefined) throw new ToolFailure("you must specify either '--size' or '--reference'");
  if (options.operands.length === 0) throw new ToolFailure("missing file operand");
  const sign = /^[-+]/.exec(text)?.[0] ?? "";
  const size = parseSize(text.slice(sign.length), "number");
  for (const path of options.operands) {
    const place = resolve(io.cwd, path);
    if (options.has("c") && !existsSync(place)) continue;
    const fd = openSync(place, "a+");
    const before = fstatSync(fd).size;
    ftruncateSync(fd, Math.max(0, sign === "+" ? before + size : sign === "-" ? before - size : size));
    closeSync(fd);
  }
  return 0;
};
