import { ToolFailure } from "../lib/errors.ts";
import { readAll, readChunks } from "../lib/input.ts";
import { type Options, parseOptions } from "../lib/options.ts";
import { parseSize } from "../lib/size.ts";
import type { Tool, ToolIo } from "../lib/tool.ts";

const hex = (value: number, width: number) => value.toString(16).padStart(width, "0");
const printable = (byte: number) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : ".");

/** Rows of 16 (or `width`) bytes as they arrive. */
function* rows(paths: readonly string[], width: number, skip: number, limit: number, io: ToolIo): Generator<Buffer> {
  let rest = Buffer.alloc(0);
  let [toSkip, left] = [skip, limit];
  for (const path of paths.length === 0 ? ["-"] : paths)
    for (const chunk of readChunks(path, io)) {
      const used = chunk.subarray(Math.min(toSkip, chunk.length)).subarray(0, left);
      toSkip -= Math.min(toSkip, chunk.length);
      left -= used.length;
      rest = Buffer.concat([rest, used]);
      let at = 0;
      for (; at + width <= rest.length; at += width) yield rest.subarray(at, at + width);
      rest = rest.subarray(at);
      if (left === 0) break;
    }
  if (rest.length > 0) yield rest;
}

const names: Readonly<Record<number, string>> = {
  0: "\\0",
  7: "\\a",
  8: "\\b",
  9: "\\t",
  10: "\\n",
  11: "\\v",
  12: "\\f",
  13: "\\r",
};

/** Columns of an unsigned number by its bytes, the blank before it included; a signed one takes one more. */
const widths: Readonly<Record<number, number>> = { 1: 4, 2: 6, 4: 11 };

/** How `od -t` shows a row. */
function formatRow(type: string, row: Buffer): string {
  const [letter = "o", size = letter === "c" ? 1 : 2] = [type.charAt(0), Number(/\d+/.exec(type)?.[0]) || undefined];
  if (letter === "c")
    return Array.from(row, (byte) =>
      (
        names[byte] ?? (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : byte.toString(8).padStart(3, "0"))
      ).padStart(4),
    ).join("");
  const padded = Buffer.concat([row, Buffer.alloc((size - (row.length % size)) % size)]);
  let text = "";
  for (let at = 0; at < padded.length; at += size) {
    const value = letter === "d" ? padded.readIntLE(at, size) : padded.readUIntLE(at, size);
    if (letter === "x") text += ` ${hex(value, size * 2)}`;
    else if (letter === "o") text += ` ${value.toString(8).padStart(Math.ceil((size * 8) / 3), "0")}`;
    else text += String(value).padStart((widths[size] ?? 11) + Number(letter === "d"));
  }
  return text;
}

function typesOf(options: Options): string[] {
  const short: Readonly<Record<string, string>> = { c: "c", x: "x2", o: "o2", b: "o1", d: "u2" };
  const given = options.order.filter((letter) => letter in short || letter === "t");
  let types = 0;
  const listed = given.map((letter) =>
    letter === "t" ? (options.values("t")[types++] ?? "o2") : (short[letter] ?? "o2"),
  );
  return listed.length === 0 ? ["o2"] : listed.map((type) => (/^[xodu]$/.test(type) ? `${type}4` : type));
}

/** `od [-A d|o|x|n] [-t type] [-c] [-x] [-b] [-N count] [-j skip] [-v] [file…]`. */
export const od: Tool = (args, io) => {
  const options = parseOptions(args, { flags: "cxobdv", values: "AtNj", long: { "address-radix": "A", format: "t" } });
  const types = typesOf(options);
  for (const type of types)
    if (!/^(?:c|[xodu][124])$/.test(type))
      throw new ToolFailure(`invalid type string '${type}'; c, x1, o2, d4 and their kind are known`);
  const radix = { d: 10, o: 8, x: 16, n: 0 }[options.value("A") ?? "o"] ?? 8;
  const address = (at: number) => (radix === 0 ? "" : at.toString(radix).padStart(radix === 16 ? 6 : 7, "0"));
  const skip = parseSize(options.value("j") ?? "0");
  const limit = options.has("N") ? parseSize(options.value("N") ?? "") : Number.POSITIVE_INFINITY;
  let at = skip;
  let before = Buffer.alloc(0);
  let starred = false;
  for (const row of rows(options.operands, 16, skip, limit, io)) {
    const same = before.equals(row) && row.length === 16 && !options.has("v");
    if (same && !starred) io.write("*\n");
    if (!same)
      io.write(
        types
          .map(
            (type, index) => `${index === 0 ? address(at) : " ".repeat(address(at).length)}${formatRow(type, row)}\n`,
          )
          .join(""),
      );
    starred = same;
    before = Buffer.from(row);
    at += row.length;
  }
  if (radix !== 0) io.write(`${address(at)}\n`);
  return 0;
};

/** `hexdump [-C] [-n count] [-s skip] [file…]`. */
export const hexdump: Tool = (args, io) => {
  const options = parseOptions(args, { flags: "Cv", values: "ns", long: { canonical: "C" } });
  const skip = parseSize(options.value("s") ?? "0");
  const limit = options.has("n") ? parseSize(options.value("n") ?? "") : Number.POSITIVE_INFINITY;
  const width = options.has("C") ? 8 : 7;
  let at = skip;
  let before = Buffer.alloc(0);
  let starred = false;
  for (const row of rows(options.operands, 16, skip, limit, io)) {
    const same = before.equals(row) && !options.has("v");
    if (same && !starred) io.write("*\n");
    if (!same)
      io.write(options.has("C") ? canonicalRow(at, row) : `${hex(at, width)}${formatRow("x2", row).padEnd(40)}\n`);
    starred = same;
    before = Buffer.from(row);
    at += row.length;
  }
  if (at > skip) io.write(`${hex(at, width)}\n`);
  return 0;
};

function canonicalRow(at: number, row: Buffer): string {
  const bytes = Array.from(row, (byte, index) => `${index === 8 ? " " : ""}${hex(byte, 2)} `).join("");
  return `${hex(at, 8)}  ${bytes.padEnd(50)}|${Array.from(row, printable).join("")}|\n`;
}

/** `xxd [-p] [-r] [-u] [-l count] [-s skip] [-c columns] [-g bytes] [file]`. */
export const xxd: Tool = (args, io) => {
  const options = parseOptions(args, { flags: "pru", values: "lscg" });
  if (options.has("r")) {
    io.write(fromHex(readAll(options.operands[0] ?? "-", io).toString("latin1"), options.has("p")));
    return 0;
  }
  const width = Number(options.value("c") ?? (options.has("p") ? 30 : 16));
  const group = Number(options.value("g") ?? 2);
  const limit = options.has("l") ? parseSize(options.value("l") ?? "") : Number.POSITIVE_INFINITY;
  const skip = parseSize(options.value("s") ?? "0");
  let at = skip;
  for (const row of rows(options.operands.slice(0, 1), width, skip, limit, io)) {
    const digits = Array.from(row, (byte) => (options.has("u") ? hex(byte, 2).toUpperCase() : hex(byte, 2)));
    if (options.has("p")) io.write(`${digits.join("")}\n`);
    else {
      const columns = width * 2 + (group > 0 ? Math.ceil(width / group) - 1 : 0);
      const shown = digits.map((pair, index) => (group > 0 && index % group === 0 && index > 0 ? ` ${pair}` : pair));
      io.write(`${hex(at, 8)}: ${shown.join("").padEnd(columns)}  ${Array.from(row, printable).join("")}\n`);
    }
    at += row.length;
  }
  return 0;
};

function fromHex(text: string, plain: boolean): Buffer {
  if (plain) return Buffer.from(text.replace(/[^0-9a-fA-F]/g, ""), "hex");
  const lines = text.split("\n").map((line) => /^[0-9a-fA-F]+:\s?((?:[0-9a-fA-F]{2} ?)*)/.exec(line)?.[1] ?? "");
  return Buffer.from(lines.join("").replaceAll(" ", ""), "hex");
}
