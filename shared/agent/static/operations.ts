/** Changes at offsets as operations that find their place by text, as a model's would. */
import { findText } from "../edits/find-text.ts";
import type { EditOperation } from "../edits/operation.ts";

export interface TextChange {
  from: number;
  to: number;
  insert: string;
}

/** Changes in the order of the text, without those that reach into an earlier one. */
export function inOrder<Change extends TextChange>(changes: readonly Change[]): Change[] {
  const kept: Change[] = [];
  for (const change of changes.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    const last = kept.at(-1);
    if (!last || change.from > last.to || (change.from === last.to && last.from < last.to)) kept.push(change);
  }
  return kept;
}

export function applied(text: string, changes: readonly TextChange[]): string {
  let result = "";
  let at = 0;
  for (const { from, to, insert } of inOrder(changes)) {
    result += text.slice(at, from) + insert;
    at = to;
  }
  return result + text.slice(at);
}

/**
 * Operations that one after another make of `text` what the changes make of it: each searches for whole lines, as few as stand
 * there once. Goes from the end to the beginning, so that what is before a change is as it was.
 */
export function operationsFor(path: string, text: string, changes: readonly TextChange[]): EditOperation[] {
  if (text.trim() === "") {
    const content = applied(text, changes);
    return content === text ? [] : [{ kind: "write", path, content }];
  }
  const operations: EditOperation[] = [];
  const left = inOrder(changes).filter(({ from, to, insert }) => text.slice(from, to) !== insert);
  let current = text;
  for (let change = left.pop(); change; change = left.pop()) {
    const group = [change];
    let range = uniqueLines(current, change);
    // Changes whose lines are searched for go along.
    for (let before = left.at(-1); before && before.to >= range.from; before = left.at(-1)) {
      left.pop();
      group.unshift(before);
      const first = group[0] ?? before;
      range = uniqueLines(current, { from: Math.min(first.from, range.from), to: range.to });
    }
    const search = current.slice(range.from, range.to);
    const moved = group.map((each) => ({ ...each, from: each.from - range.from, to: each.to - range.from }));
    const replace = applied(search, moved);
    if (search !== replace) operations.push({ kind: "replace", path, search, replace });
    current = current.slice(0, range.from) + replace + current.slice(range.to);
  }
  return operations;
}

/** The least whole lines around a range that stand in the text once; all of it where none do. */
function uniqueLines(text: string, { from, to }: { from: number; to: number }): { from: number; to: number } {
  let start = text.lastIndexOf("\n", from - 1) + 1;
  let end = lineEnd(text, Math.max(to, start));
  while (!isUnique(text, start, end)) {
    const wasAll = start === 0 && end === text.length;
    if (wasAll) break;
    // What follows a place tells more of it than what is before: declarations begin with their names.
    if (end < text.length) end = lineEnd(text, end + 1);
    if (start > 0) start = text.lastIndexOf("\n", start - 2) + 1;
  }
  return { from: start, to: end };
}

function isUnique(text: string, from: number, to: number): boolean {
  const search = text.slice(from, to);
  return search.trim() !== "" && findText(text, search).kind === "one";
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
}
