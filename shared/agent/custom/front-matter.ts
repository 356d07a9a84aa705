/** The head of a Markdown file: between two lines `---`, of YAML what such heads use: texts, and lists of texts. */
import { fail, type Result, succeed } from "../../lib/result.ts";
import { customLimits } from "./limits.ts";

export interface FrontMatter {
  fields: ReadonlyMap<string, string | readonly string[]>;
  body: string;
}

const fence = /^---[ \t]*$/;
const fieldLine = /^([A-Za-z][\w-]*):(?:[ \t]+(.*))?$/;
const itemLine = /^[ \t]*-(?:[ \t]+(.*))?$/;

/** A file without a head is all body. */
export function readFrontMatter(text: string): Result<FrontMatter, "bad-head" | "too-large"> {
  if (text.length > customLimits.maxFileChars) {
    return fail("too-large", `The file has more than ${customLimits.maxFileChars} characters.`);
  }
  const lines = text.replace(/^\ufeff/, "").split(/\r?\n/);
  if (!fence.test(lines[0] ?? "")) return succeed({ fields: new Map(), body: lines.join("\n").trim() });
  const end = lines.findIndex((line, index) => index > 0 && fence.test(line));
  if (end < 0 || end > customLimits.maxHeadLines) return fail("bad-head", "The head has no --- at its end.");
  const fields = readFields(lines.slice(1, end));
  if (!fields.ok) return fields;
  const body = lines.slice(end + 1);
  return succeed({ fields: fields.value, body: body.join("\n").trim() });
}

function readFields(lines: readonly string[]): Result<Map<string, string | string[]>, "bad-head"> {
  const fields = new Map<string, string | string[]>();
  let list: string[] | undefined;
  for (const [index, line] of lines.entries()) {
    if (line.trim() === "" || /^\s*#/.test(line)) continue;
    const item = itemLine.exec(line);
    if (item && list) {
      list.push(unquoted(item[1] ?? ""));
      if (list.length > customLimits.maxListItems) return bad(index, "the list is too long");
      continue;
    }
    const [, name, written = ""] = fieldLine.exec(line) ?? [];
    if (name === undefined) return bad(index, "it is no field and no item of a list");
    if (fields.has(name)) return bad(index, `${name} stands there twice`);
    const value = readValue(written.trim());
    list = value === "" ? [] : undefined;
    if (Array.isArray(value) && value.length > customLimits.maxListItems) return bad(index, "the list is too long");
    fields.set(name, list ?? value);
  }
  return succeed(fields);
}

function readValue(written: string): string | string[] {
  const inner = /^\[(.*)\]$/.exec(written)?.[1];
  if (inner === undefined) return unquoted(written);
  return inner.split(",").flatMap((each) => (each.trim() === "" ? [] : unquoted(each.trim())));
}

function unquoted(text: string): string {
  const trimmed = text.trim();
  return /^"(.*)"$|^'(.*)'$/.test(trimmed) ? trimmed.slice(1, -1) : trimmed;
}

/** Lines are counted as in the file, its first `---` included. */
function bad(index: number, why: string): Result<never, "bad-head"> {
  return fail("bad-head", `Line ${index + 2} of the head: ${why}.`);
}
