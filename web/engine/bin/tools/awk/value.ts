import { formatPrintf } from "../printf.ts";

/** A text from outside (a field, getline, ARGV): it compares as a number when it looks like one. */
export class Input {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Undefined is a variable that has no value: 0 and "" at once. */
export type Value = number | string | Input | undefined;

const numeric = /^[ \t\n\r]*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/;

export function toNumber(value: Value): number {
  if (typeof value === "number") return value;
  const text = typeof value === "string" ? value : (value?.text ?? "");
  return Number(numeric.exec(text)?.[0] ?? 0);
}

/** A number's text: whole ones in full, others by CONVFMT or OFMT. */
export function toText(value: Value, format: string): string {
  if (typeof value === "string") return value;
  if (typeof value !== "number") return value?.text ?? "";
  if (Number.isInteger(value) && Math.abs(value) < 1e16) return String(value === 0 ? 0 : value);
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
  return formatPrintf(format, [String(value)]);
}

function looksNumeric({ text }: Input): boolean {
  const trimmed = text.trim();
  return trimmed !== "" && numeric.exec(trimmed)?.[0].length === trimmed.length;
}

const isNumber = (value: Value) =>
  typeof value === "number" || value === undefined || (value instanceof Input && looksNumeric(value));

export function truth(value: Value): boolean {
  if (typeof value === "string") return value !== "";
  if (value instanceof Input) return looksNumeric(value) ? toNumber(value) !== 0 : value.text !== "";
  return value !== undefined && value !== 0;
}

/** Below, at or above 0, as numbers when both sides are, else as texts. */
export function compare(left: Value, right: Value, format: string): number {
  if (isNumber(left) && isNumber(right)) return toNumber(left) - toNumber(right);
  return Buffer.compare(Buffer.from(toText(left, format)), Buffer.from(toText(right, format)));
}
