/** What a model asks to be changed: one list for every form in which an answer can come. */
import * as v from "valibot";
import { fail, type Result, succeed } from "../../lib/result.ts";
import { normalizePath } from "../../workspace/path.ts";
import { agentLimits } from "../limits.ts";

/** Paths are the workspace's, in their accepted form. */
export type EditOperation =
  | { kind: "replace"; path: string; search: string; replace: string }
  | { kind: "symbol"; path: string; symbol: string; replace: string }
  | { kind: "write"; path: string; content: string }
  | { kind: "delete"; path: string };

export const editRefusalCodes = [
  /** No form of an edit, or parts of two. */
  "bad-format",
  /** It ends in the middle of an edit. */
  "cut-off",
  "bad-path",
  "too-large",
  "no-file",
  "not-found",
  "ambiguous",
  "empty-search",
  "no-symbol",
  /** It says that code is left out. */
  "elided",
  /** It writes a long file anew. */
  "rewrite",
  "unchanged",
  /** The task is not about that file. */
  "outside",
  /** The file has more syntax errors afterwards. */
  "parse-worse",
  /** A task that may not change code changes it. */
  "code-changed",
] as const;
export type EditRefusalCode = (typeof editRefusalCodes)[number];

/** The message is for the model that is asked again; people read what belongs to the code. */
export interface EditRefusal {
  code: EditRefusalCode;
  path?: string | undefined;
  message: string;
}

/** What was read of an answer; what could not be read is said, never dropped. */
export interface ReadEdits {
  operations: EditOperation[];
  refusals: EditRefusal[];
}

const text = v.pipe(v.string(), v.maxLength(agentLimits.maxEditChars));
/** One operation as models write it. */
export const writtenOperation = v.union([
  v.strictObject({ path: v.string(), search: text, replace: text }),
  v.strictObject({ path: v.string(), symbol: v.pipe(v.string(), v.minLength(1)), replace: text }),
  v.strictObject({ path: v.string(), content: text }),
  v.strictObject({ path: v.string(), delete: v.literal(true) }),
]);

/** One operation as models write it: `{path, search, replace}`, `{path, symbol, replace}`, `{path, content}` or `{path, delete: true}`. */
export function readOperation(data: unknown): Result<EditOperation, EditRefusalCode> {
  const parsed = v.safeParse(writtenOperation, data);
  if (!parsed.success) {
    return fail(
      "bad-format",
      "An edit is {path, search, replace}, {path, symbol, replace}, {path, content} or {path, delete: true}.",
    );
  }
  const { path: raw, ...rest } = parsed.output;
  const path = normalizePath(raw.trim());
  if (!path.ok) return fail("bad-path", `${JSON.stringify(raw.slice(0, 200))}: ${path.message}`);
  if ("search" in rest) {
    return succeed({ kind: "replace", path: path.value, search: plain(rest.search), replace: plain(rest.replace) });
  }
  if ("symbol" in rest) {
    return succeed({ kind: "symbol", path: path.value, symbol: rest.symbol, replace: plain(rest.replace) });
  }
  if ("content" in rest) return succeed({ kind: "write", path: path.value, content: plain(rest.content) });
  return succeed({ kind: "delete", path: path.value });
}

/** Adds an operation that was read, or why it could not be. */
export function addOperation({ operations, refusals }: ReadEdits, data: unknown): void {
  if (operations.length >= agentLimits.maxOperations) {
    const isSaid = refusals.some(({ code }) => code === "too-large");
    if (!isSaid)
      refusals.push({ code: "too-large", message: `More than ${agentLimits.maxOperations} edits in one answer.` });
    return;
  }
  const read = readOperation(data);
  if (read.ok) operations.push(read.value);
  else refusals.push({ code: read.code, message: read.message });
}

/** Texts of the workspace end their lines with a newline alone. */
function plain(written: string): string {
  return written.replaceAll("\r\n", "\n");
}
