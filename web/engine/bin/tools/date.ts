import { statSync } from "node:fs";
import { resolve } from "node:path";
import { ToolFailure } from "../lib/errors.ts";
import { parseOptions } from "../lib/options.ts";
import type { Tool } from "../lib/tool.ts";

const days = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");
const months = "January February March April May June July August September October November December".split(" ");

function offset(minutes: number, separator: string): string {
  const size = Math.abs(minutes);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${minutes > 0 ? "-" : "+"}${two(Math.floor(size / 60))}${separator}${two(size % 60)}`;
}

/** ISO 8601 week number. */
function isoWeek(date: Date): number {
  const thursday = new Date(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate() + 4 - (date.getDay() || 7)));
  return Math.ceil(((thursday.getTime() - Date.UTC(thursday.getUTCFullYear(), 0, 1)) / 86_400_000 + 1) / 7);
}

/** Formats a local time as strftime does; `utc` shows the same instant in UTC. */
export function formatDate(instant: Date, format: string, utc: boolean): string {
  const date = utc ? new Date(instant.getTime() + instant.getTimezoneOffset() * 60_000) : instant;
  const zone = utc ? 0 : instant.getTimezoneOffset();
  const pad = (value: number, width = 2, fill = "0") => String(value).padStart(width, fill);
  const hour12 = date.getHours() % 12 || 12;
  const dayOfYear = Math.floor(
    (Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) - Date.UTC(date.getFullYear(), 0, 0)) / 86_400_000,
  );
  const zoneName =
    utc || zone === 0
      ? "UTC"
      : (new Intl.DateTimeFormat("en-US", { timeZoneName: "short" })
          .formatToParts(instant)
          .find((part) => part.type === "timeZoneName")?.value ?? "");
  const fields = new Map<string, () => string>([
    ["Y", () => String(date.getFullYear())],
    ["y", () => pad(date.getFullYear() % 100)],
    ["C", () => pad(Math.floor(date.getFullYear() / 100))],
    ["m", () => pad(date.getMonth() + 1)],
    ["d", () => pad(date.getDate())],
    ["e", () => pad(date.getDate(), 2, " ")],
    ["H", () => pad(date.getHours())],
    ["I", () => pad(hour12)],
    ["k", () => pad(date.getHours(), 2, " ")],
    ["l", () => pad(hour12, 2, " ")],
    ["M", () => pad(date.getMinutes())],
    ["S", () => pad(date.getSeconds())],
    ["N", () => `${pad(date.getMilliseconds(), 3)}000000`],
    ["p", () => (date.getHours() < 12 ? "AM" : "PM")],
    ["P", () => (date.getHours() < 12 ? "am" : "pm")],
    ["a", () => (days[date.getDay()] ?? "").slice(0, 3)],
    ["A", () => days[date.getDay()] ?? ""],
    ["b", () => (months[date.getMonth()] ?? "").slice(0, 3)],
    ["h", () => (months[date.getMonth()] ?? "").slice(0, 3)],
    ["B", () => months[date.getMonth()] ?? ""],
    ["j", () => pad(dayOfYear, 3)],
    ["u", () => String(date.getDay() || 7)],
    ["w", () => String(date.getDay())],
    ["V", () => pad(isoWeek(date))],
    ["s", () => String(Math.floor(instant.getTime() / 1000))],
    ["z", () => offset(zone, "")],
    ["Z", () => zoneName],
    ["n", () => "\n"],
    ["t", () => "\t"],
    ["%", () => "%"],
    ["F", () => formatDate(instant, "%Y-%m-%d", utc)],
    ["T", () => formatDate(instant, "%H:%M:%S", utc)],
    ["R", () => formatDate(instant, "%H:%M", utc)],
    ["D", () => formatDate(instant, "%m/%d/%y", utc)],
    ["x", () => formatDate(instant, "%m/%d/%y", utc)],
    ["X", () => formatDate(instant, "%H:%M:%S", utc)],
    ["c", () => formatDate(instant, "%a %b %e %H:%M:%S %Y", utc)],
    ["r", () => formatDate(instant, "%I:%M:%S %p", utc)],
  ]);
  return format.replace(/%:z/g, offset(zone, ":")).replace(/%-?([a-zA-Z%])/g, (whole, letter: string) => {
    const text = fields.get(letter)?.();
    if (text === undefined) return whole;
    return whole.startsWith("%-") ? text.replace(/^[0 ]+(?=.)/, "") : text;
  });
}

function readDate(text: string): Date {
  if (text.startsWith("@")) return new Date(Number(text.slice(1)) * 1000);
  const now = new Date();
  const relative = /^(?:now|today|tomorrow|yesterday)$/.exec(text)?.[0];
  if (relative !== undefined)
    return new Date(now.getTime() + (relative === "tomorrow" ? 1 : relative === "yesterday" ? -1 : 0) * 86_400_000);
  const date = new Date(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00` : text);
  if (Number.isNaN(date.getTime())) throw new ToolFailure(`invalid date '${text}'`);
  return date;
}

/** `date [-u] [-d text] [-r file] [-I[seconds]] [-R] [+format]`. */
export const date: Tool = (args, io) => {
  const iso = args.find((argument) => /^(-I|--iso-8601)/.test(argument));
  const options = parseOptions(
    args.filter((argument) => argument !== iso),
    { flags: "uR", values: "dr", long: { utc: "u", date: "d", reference: "r" } },
  );
  const reference = options.value("r");
  const text = options.value("d");
  const instant =
    reference !== undefined
      ? statSync(resolve(io.cwd, reference)).mtime
      : text === undefined
        ? new Date()
        : readDate(text);
  const isoFormat = iso !== undefined && /s/.test(iso.slice(2)) ? "%Y-%m-%dT%H:%M:%S%:z" : "%Y-%m-%d";
  const given = options.operands.find((operand) => operand.startsWith("+"))?.slice(1);
  const format =
    given ??
    (iso !== undefined ? isoFormat : options.has("R") ? "%a, %d %b %Y %H:%M:%S %z" : "%a %b %e %H:%M:%S %Z %Y");
  io.write(`${formatDate(instant, format, options.has("u"))}\n`);
  return 0;
};
