import { ToolFailure } from "../lib/errors.ts";
import { readAll, readChunks } from "../lib/input.ts";
import { parseCount, parseOptions } from "../lib/options.ts";
import type { Tool, ToolIo } from "../lib/tool.ts";

/** Whole lines' worth of bytes at a time, so that long input streams. */
function encode(path: string, wrap: number, io: ToolIo): void {
  let rest = Buffer.alloc(0);
  let column = 0;
  const put = (text: string) => {
    for (let at = 0; at < text.length; ) {
      const part = wrap === 0 ? text.slice(at) : text.slice(at, at + wrap - column);
      io.write(part);
      at += part.length;
      column += part.length;
      if (wrap !== 0 && column === wrap) {
        io.write("\n");
        column = 0;
      }
    }
  };
  for (const chunk of readChunks(path, io)) {
    const all = Buffer.concat([rest, chunk]);
    const whole = all.length - (all.length % 3);
    put(all.subarray(0, whole).toString("base64"));
    rest = all.subarray(whole);
  }
  put(rest.toString("base64"));
  if (column > 0 && wrap !== 0) io.write("\n");
}

/** `base64 [-d] [-i] [-w columns] [file]`. */
export const base64: Tool = (args, io) => {
  const options = parseOptions(args, {
    flags: "diD",
    values: "w",
    long: { decode: "d", "ignore-garbage": "i", wrap: "w" },
  });
  const path = options.operands[0] ?? "-";
  if (!options.has("d") && !options.has("D")) {
    encode(path, parseCount(options.value("w") ?? "76", "wrap size"), io);
    return 0;
  }
  const given = readAll(path, io).toString("latin1").replace(/\n/g, "");
  const text = options.has("i") ? given.replace(/[^A-Za-z0-9+/=]/g, "") : given;
  const [valid = ""] = /^[A-Za-z0-9+/]*={0,2}/.exec(text) ?? [];
  io.write(Buffer.from(valid, "base64"));
  if (valid !== text || valid.length % 4 !== 0) throw new ToolFailure("invalid input");
  return 0;
};
