import { expect, test } from "vitest";
import * as Y from "yjs";
import { workspaceLimits } from "../protocol/limits.ts";
import { createFile, deleteEntry, moveEntry, renameEntry, textOf } from "./document.ts";
import { idFromBytes } from "./ids.ts";
import { filesOf } from "./row.ts";
import { fileTree } from "./tree.ts";

let count = 0;
const newId = () => idFromBytes(new Uint8Array(16).fill(++count));

function make(doc: Y.Doc, path: string, text = ""): string {
  const kind = path.endsWith("/") ? ({ kind: "folder" } as const) : ({ kind: "file", text } as const);
  const made = createFile(doc, path, kind, newId);
  if (!made.ok) throw new Error(made.message);
  return made.value;
}

function paths(doc: Y.Doc): string[] {
  return fileTree(doc).rows.map((row) => row.path);
}

/** A second replica, and a way to let both hear of each other. */
function fork(doc: Y.Doc): { other: Y.Doc; meet: () => void } {
  const other = new Y.Doc();
  const meet = () => {
    Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(other));
  };
  meet();
  return { other, meet };
}

test("folders come before files, each by name, a folder's content below it", () => {
  const doc = new Y.Doc();
  for (const path of ["b.ts", "A.ts", "src/z.ts", "src/lib/", "docs/"]) make(doc, path);
  expect(paths(doc)).toEqual(["docs", "src", "src/lib", "src/z.ts", "A.ts", "b.ts"]);
});

test("two files of one name made apart both stay, one with a number, the same one everywhere", () => {
  const doc = new Y.Doc();
  const { other, meet } = fork(doc);
  make(doc, "a.test.ts", "one");
  make(other, "a.test.ts", "two");
  make(other, "a.test (2).ts");
  meet();
  expect(paths(doc)).toEqual(["a.test (2).ts", "a.test (3).ts", "a.test.ts"]);
  expect(fileTree(other).rows).toEqual(fileTree(doc).rows);
});

test("two folders moved into each other at the same time do not vanish", () => {
  const doc = new Y.Doc();
  const [a, b] = [make(doc, "a/"), make(doc, "b/")];
  make(doc, "a/x.ts");
  const { other, meet } = fork(doc);
  moveEntry(doc, a, b);
  moveEntry(other, b, a);
  meet();
  expect(paths(doc)).toEqual(["a", "a/b", "a/x.ts"]);
  expect(fileTree(other).rows).toEqual(fileTree(doc).rows);
});

test("a cycle of three is cut at its smallest id, wherever the walk begins", () => {
  const doc = new Y.Doc();
  const ids = ["m", "k", "z"].map((name) => make(doc, `${name}/`));
  for (const [index, id] of ids.entries())
    filesOf(doc)
      .get(id)
      ?.set("parent", ids[(index + 1) % 3] ?? "");
  expect(fileTree(doc).rows.find((row) => row.depth === 0)?.id).toBe([...ids].sort()[0]);
  expect(paths(doc)).toHaveLength(3);
});

test("a file created in a folder that somebody deletes meanwhile keeps the folder visible", () => {
  const doc = new Y.Doc();
  const folder = make(doc, "src/");
  make(doc, "src/old.ts");
  const { other, meet } = fork(doc);
  deleteEntry(doc, folder);
  make(other, "src/new.ts", "kept");
  meet();
  expect(paths(doc)).toEqual(["src", "src/new.ts"]);
  expect(fileTree(other).rows).toEqual(fileTree(doc).rows);
});

test("a file that is edited while somebody deletes it comes back with the edit", () => {
  const doc = new Y.Doc();
  const file = make(doc, "a.ts", "one");
  const { other, meet } = fork(doc);
  deleteEntry(doc, file);
  textOf(other, file)?.insert(0, "zero ");
  meet();
  expect(paths(doc)).toEqual(["a.ts"]);
  expect(textOf(doc, file)?.toString()).toBe("zero one");
});

test("a file renamed here and edited there keeps both", () => {
  const doc = new Y.Doc();
  const file = make(doc, "a.ts", "one");
  const { other, meet } = fork(doc);
  renameEntry(doc, file, "b.ts");
  textOf(other, file)?.insert(3, " two");
  meet();
  expect(paths(other)).toEqual(["b.ts"]);
  expect(textOf(other, file)?.toString()).toBe("one two");
});

test("a row whose folder never arrived is shown at the top", () => {
  const doc = new Y.Doc();
  const file = make(doc, "a.ts");
  filesOf(doc).get(file)?.set("parent", newId());
  expect(paths(doc)).toEqual(["a.ts"]);
});

test("names, kinds and rows of a hostile peer never reach a path", () => {
  const doc = new Y.Doc();
  const file = make(doc, "a.ts");
  filesOf(doc).get(file)?.set("name", "../../etc/passwd");
  const odd = make(doc, "b.ts");
  filesOf(doc).get(odd)?.set("kind", "device");
  expect(paths(doc)).toEqual([`unnamed-${file.slice(0, 8)}`]);
});

test("a chain of folders deeper than the limit continues at the top", () => {
  const doc = new Y.Doc();
  let parent = "";
  for (let depth = 0; depth < workspaceLimits.maxDepth + 5; depth++) {
    const id = make(doc, `f${depth}/`);
    filesOf(doc).get(id)?.set("parent", parent);
    parent = id;
  }
  const { rows } = fileTree(doc);
  expect(rows).toHaveLength(workspaceLimits.maxDepth + 5);
  expect(Math.max(...rows.map((row) => row.depth))).toBe(workspaceLimits.maxDepth - 1);
});
