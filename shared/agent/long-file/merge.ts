/** Parts of a file that were changed apart, put together: in the file's order, whatever the order in which they came. */
import type { Project } from "../edits/apply-edits.ts";
import { endedAs } from "./part.ts";

export interface PartEdit {
  /** Where the part stood in the text that it was cut from. */
  from: number;
  before: string;
  after: string;
  symbols: readonly string[];
}

export interface Merged {
  text: string;
  /** Those that could not be put in: somebody else changed their lines, or the file's syntax suffers. */
  dropped: readonly { edit: PartEdit; code: "changed" | "parse-worse" }[];
}

type ParseErrors = (text: string) => number;

/** Into the text that all were cut from. */
export function mergeParts(text: string, edits: readonly PartEdit[], parseErrors: ParseErrors): Merged {
  const inOrder = [...edits].sort((one, other) => one.from - other.from);
  const all = put(text, inOrder);
  const had = parseErrors(text);
  // Each kept the syntax alone; that all together do not is rare, and worth a parse each.
  if (parseErrors(all) <= had) return { text: all, dropped: [] };
  const kept: PartEdit[] = [];
  const dropped: Merged["dropped"][number][] = [];
  for (const edit of inOrder) {
    if (parseErrors(put(text, [...kept, edit])) <= had) kept.push(edit);
    else dropped.push({ edit, code: "parse-worse" });
  }
  return { text: put(text, kept), dropped };
}

function put(text: string, inOrder: readonly PartEdit[]): string {
  let done = "";
  let at = 0;
  for (const { from, before, after } of inOrder) {
    done += text.slice(at, from) + endedAs(before, after);
    at = from + before.length;
  }
  return done + text.slice(at);
}

/** Into a text that others have changed meanwhile: each where its lines stand as they were. What is in already stays. */
export function mergeInto(text: string, edits: readonly PartEdit[], path: string, project: Project): Merged {
  const dropped: Merged["dropped"][number][] = [];
  let now = text;
  for (const edit of edits) {
    const { before } = edit;
    const after = endedAs(before, edit.after);
    // The longer one may hold the other: a comment above a part leaves the part as it was.
    const isIn = now.includes(after) && (after.length > before.length || !now.includes(before));
    if (isIn) continue;
    const from = placeOf(now, edit, path, project);
    if (from === undefined) dropped.push({ edit, code: "changed" });
    else now = now.slice(0, from) + after + now.slice(from + before.length);
  }
  return { text: now, dropped };
}

/** Where its lines stand; the one around its symbol where they stand more than once. */
function placeOf(text: string, { before, symbols }: PartEdit, path: string, project: Project): number | undefined {
  const first = text.indexOf(before);
  if (first < 0) return undefined;
  if (text.indexOf(before, first + 1) < 0) return first;
  const start = symbols[0] === undefined ? undefined : project.symbolAt(path, text, symbols[0])?.start;
  if (start === undefined) return undefined;
  const from = text.lastIndexOf(before, start);
  return from >= 0 && start < from + before.length ? from : undefined;
}
