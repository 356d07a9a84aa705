import { ToolFailure } from "../lib/errors.ts";
import { unescapeText } from "../lib/escapes.ts";
import type { Tool } from "../lib/tool.ts";

const directive = /%(%|([-+ 0#]*)(\*|\d+)?(?:\.(\*|\d+))?([diouxXeEfgGcsbq]))/g;

function pad(text: string, flags: string, width: number, numeric: boolean): string {
  if (flags.includes("-")) return text.padEnd(width);
  if (!flags.includes("0") || !numeric) return text.padStart(width);
  const sign = /^[-+ ]/.exec(text)?.[0] ?? "";
  return sign + text.slice(sign.length).padStart(width - sign.length, "0");
}

function readNumber(text: string): number {
  if (/^["']/.test(text)) return text.codePointAt(1) ?? 0;
  const value = text === "" ? 0 : Number(/^-?0[0-7]+$/.test(text) ? text.replace(/0/, "0o") : text);
  if (Number.isNaN(value)) throw new ToolFailure(`'${text}': expected a numeric value`);
  return value;
}

function exponent(text: string): string {
  return text.replace(/e([+-])(\d)$/, "e$10$2");
}

function formatNumber(letter: string, value: number, precision: number | undefined, flags: string): string {
  const sign = value >= 0 ? (flags.includes("+") ? "+" : flags.includes(" ") ? " " : "") : "";
  switch (letter) {
    case "f":
      return sign + value.toFixed(precision ?? 6);
    case "e":
    case "E": {
      const text = exponent(value.toExponential(precision ?? 6));
      return sign + (letter === "E" ? text.toUpperCase() : text);
    }
    case "g":
    case "G":
      return sign + exponent(String(Number(value.toPrecision(precision ?? 6))));
    case "o":
      return Math.trunc(value).toString(8);
    case "x":
      return (flags.includes("#") ? "0x" : "") + Math.trunc(value).toString(16);
    case "X":
      return (flags.includes("#") ? "0X" : "") + Math.trunc(value).toString(16).toUpperCase();
    default:
      return sign + String(Math.trunc(value)).padStart(precision ?? 0, "0");
  }
}

/**
 * Formats as `printf` does; the format is used again while arguments remain. Without `shell` as C and awk do: once, the format
 * without escapes, a number from what a text begins with.
 */
export function formatPrintf(format: string, args: readonly string[], shell = true): string {
  const plain = shell ? unescapeText(format).text : format;
  const rest = [...args];
  let output = "";
  do {
    const before = rest.length;
    output += plain.replace(
      directive,
      (_whole, percent: string, flags = "", width?: string, precision?: string, letter = "") => {
        if (percent === "%") return "%";
        const size = width === "*" ? readNumber(rest.shift() ?? "") : Number(width ?? 0);
        const digits =
          precision === "*" ? readNumber(rest.shift() ?? "") : precision === undefined ? undefined : Number(precision);
        const value = rest.shift() ?? "";
        if (letter === "s") return pad(value.slice(0, digits), flags, size, false);
        if (letter === "b") return pad(unescapeText(value).text, flags, size, false);
        if (letter === "q")
          return pad(/^[\w./:=@%+-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`, flags, size, false);
        if (letter === "c") return pad(value.slice(0, 1), flags, size, false);
        return pad(
          formatNumber(letter, shell ? readNumber(value) : Number.parseFloat(value) || 0, digits, flags),
          flags,
          size,
          true,
        );
      },
    );
    if (rest.length === before || !shell) break;
  } while (rest.length > 0);
  return output;
}

/** `printf format argument…`. */
export const printf: Tool = (args, io) => {
  const [format, ...rest] = args[0] === "--" ? args.slice(1) : args;
  if (format === undefined) throw new ToolFailure("missing operand");
  io.write(formatPrintf(format, rest));
  return 0;
};
