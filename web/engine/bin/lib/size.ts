import { ToolFailure } from "./errors.ts";

const units: Readonly<Record<string, number>> = { b: 512, K: 1, M: 2, G: 3, T: 4 };

/** A number of bytes such as `100`, `10K` (1024), `10KB` (1000), `2M`, `1b` (512). */
export function parseSize(text: string, what = "number of bytes"): number {
  const [, digits, unit = "", suffix = ""] = /^(\d+)([bkKMGT]?)(iB|B|)$/.exec(text) ?? [];
  if (digits === undefined) throw new ToolFailure(`invalid ${what}: '${text}'`);
  const power = units[unit === "k" ? "K" : unit];
  if (power === undefined) return Number(digits);
  return unit === "b" ? Number(digits) * power : Number(digits) * (suffix === "B" ? 1000 : 1024) ** power;
}
