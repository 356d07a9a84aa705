import { expect, test } from "vitest";
import * as Y from "yjs";
import { createFiles, deleteEntry, readText } from "../../shared/workspace/document.ts";
import { fileTree } from "../../shared/workspace/tree.ts";
import { idsBelow, restoreRows } from "./restore.ts";

test("undoing a delete brings a folder back with everything in it", () => {
  const doc = new Y.Doc();
  let count = 0;
  const newId = () => `${count++}`.padStart(26, "0");
  createFiles(
    doc,
    ["src/a.ts", "src/deep/b.ts"].map((path) => ({ path, content: { kind: "file", text: path } })),
    newId,
  );
  const before = fileTree(doc);
  const folder = before.byPath.get("src")?.id ?? "";
  const ids = idsBelow(before, folder);
  deleteEntry(doc, folder);
  expect(fileTree(doc).rows).toEqual([]);
  restoreRows(doc, ids);
  expect(fileTree(doc).rows).toEqual(before.rows);
  expect(readText(doc, before.byPath.get("src/deep/b.ts")?.id ?? "")).toBe("src/deep/b.ts");
});
