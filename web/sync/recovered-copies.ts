/** Puts one document's files beside another's where they differ: for histories that contradict each other. */
import type * as Y from "yjs";
import { createFile, readText } from "../../shared/workspace/document.ts";
import { fileTree } from "../../shared/workspace/tree.ts";

const maxCopies = 100;

/** Adds each text file of `source` whose text `target` does not have at that place, as `name (recovered).ext` when the name is taken. */
export function addRecoveredCopies(source: Y.Doc, target: Y.Doc, newId: () => string): void {
  for (const row of fileTree(source).rows) {
    const text = readText(source, row.id);
    if (text === undefined || readText(target, row.id) === text) continue;
    for (let count = 0; count < maxCopies; count++) {
      const made = createFile(target, numbered(row.path, count), { kind: "file", text }, newId);
      if (made.ok || made.code !== "exists") break;
    }
  }
}

function numbered(path: string, count: number): string {
  if (count === 0) return path;
  const mark = count === 1 ? " (recovered)" : ` (recovered ${count})`;
  const dot = path.lastIndexOf(".");
  return dot > path.lastIndexOf("/") + 1 ? path.slice(0, dot) + mark + path.slice(dot) : path + mark;
}
