import { expect, test } from "vitest";
import * as Y from "yjs";
import { workspaceLimits } from "../protocol/limits.ts";
import { copyContent } from "./copy-content.ts";
import {
  createEntry,
  createFile,
  createFiles,
  deleteEntry,
  moveEntry,
  readText,
  renameEntry,
  setContent,
  setText,
  textOf,
} from "./document.ts";
import { idFromBytes } from "./ids.ts";
import { filesOf } from "./row.ts";
import { fileTree } from "./tree.ts";

let count = 0;
const newId = () => idFromBytes(new Uint8Array(16).fill(++count));
const text = (content = "") => ({ kind: "file", text: content }) as const;

function idOf(doc: Y.Doc, path: string): string {
  return fileTree(doc).byPath.get(path)?.id ?? "";
}

test("a file created at a path gets the folders above it, once", () => {
  const doc = new Y.Doc();
  const made = createFile(doc, "src/deep/a.ts", text("1\r\n2\r\n"), newId);
  createFile(doc, "src/b.ts", text(), newId);
  expect(fileTree(doc).rows.map((row) => row.path)).toEqual(["src", "src/deep", "src/deep/a.ts", "src/b.ts"]);
  expect(made.ok && readText(doc, made.value)).toBe("1\r\n2\r\n");
  expect(made.ok && textOf(doc, made.value)?.toString()).toBe("1\n2\n");
});

test("many files are one transaction, and each has its own answer", () => {
  const doc = new Y.Doc();
  let updates = 0;
  doc.on("update", () => updates++);
  const files = ["a/x.ts", "a/y.ts", "a/x.ts", "../z", "a/x.ts/below"].map((path) => ({ path, content: text() }));
  const answers = createFiles(doc, files, newId).map((answer) => (answer.ok ? "made" : answer.code));
  expect(answers).toEqual(["made", "made", "exists", "parent", "not-a-folder"]);
  expect(updates).toBe(1);
});

test("what cannot be is refused and changes nothing", () => {
  const doc = new Y.Doc();
  createFile(doc, "src/a.ts", text(), newId);
  createFile(doc, "src/lib/b.ts", text(), newId);
  const [src, lib, a] = ["src", "src/lib", "src/a.ts"].map((path) => idOf(doc, path));
  const before = Y.encodeStateAsUpdate(doc);
  const row = { id: newId(), parent: "", name: "n", content: text() };
  const answers = [
    createEntry(doc, { ...row, id: "short" }),
    createEntry(doc, { ...row, id: a ?? "" }),
    createEntry(doc, { ...row, parent: newId() }),
    createEntry(doc, { ...row, parent: a ?? "" }),
    createEntry(doc, { ...row, parent: src ?? "", name: "a.ts" }),
    renameEntry(doc, a ?? "", "../up"),
    renameEntry(doc, newId(), "x"),
    moveEntry(doc, src ?? "", lib ?? ""),
    moveEntry(doc, src ?? "", src ?? ""),
    deleteEntry(doc, newId()),
    setText(doc, src ?? "", "x"),
    setText(doc, a ?? "", "x".repeat(workspaceLimits.maxTextFileBytes + 1)),
  ].map((answer) => (answer.ok ? "made" : answer.code));
  expect(answers).toEqual([
    "bad-id",
    "bad-id",
    "not-found",
    "not-a-folder",
    "exists",
    "absolute",
    "not-found",
    "into-itself",
    "into-itself",
    "not-found",
    "not-text",
    "too-large",
  ]);
  expect(Y.encodeStateAsUpdate(doc)).toEqual(before);
});

test("a workspace holds as many rows as it may and not one more", () => {
  const doc = new Y.Doc();
  const files = Array.from({ length: workspaceLimits.maxFiles + 1 }, (_, index) => ({
    path: `f${index}`,
    content: text(),
  }));
  let next = 0;
  const answers = createFiles(doc, files, () => `id${next++}`);
  expect(answers.filter((answer) => answer.ok)).toHaveLength(workspaceLimits.maxFiles);
  expect(answers.at(-1)).toMatchObject({ ok: false, code: "too-many-files" });
});

test("a deleted name can be used again", () => {
  const doc = new Y.Doc();
  createFile(doc, "a.ts", text("old"), newId);
  deleteEntry(doc, idOf(doc, "a.ts"));
  createFile(doc, "a.ts", text("new"), newId);
  expect(fileTree(doc).rows.map((row) => row.path)).toEqual(["a.ts"]);
  expect(readText(doc, idOf(doc, "a.ts"))).toBe("new");
});

test("setting a text touches only what differs and never halves a character", () => {
  const doc = new Y.Doc();
  createFile(doc, "a", text("one 😀 two"), newId);
  const deltas: unknown[] = [];
  textOf(doc, idOf(doc, "a"))?.observe((event) => deltas.push(event.delta));
  setText(doc, idOf(doc, "a"), "one 😁 two");
  setText(doc, idOf(doc, "a"), "one 😁 two");
  setText(doc, idOf(doc, "a"), "one 😁 two!");
  expect(deltas).toEqual([
    [{ retain: 4 }, { delete: 2 }, { insert: "😁" }],
    [{ retain: 10 }, { insert: "!" }],
  ]);
});

test("a file turns from text to blob and back under one id", () => {
  const doc = new Y.Doc();
  createFile(doc, "a", text("x"), newId);
  const id = idOf(doc, "a");
  setContent(doc, id, { kind: "blob", hash: "h", size: 3 });
  expect(fileTree(doc).byId.get(id)).toMatchObject({ kind: "blob", blob: { hash: "h", size: 3 } });
  setContent(doc, id, text("y\r\n"));
  expect(fileTree(doc).byId.get(id)?.kind).toBe("file");
  expect(readText(doc, id)).toBe("y\r\n");
});

test("content copied into another history is the same content, deletions and all", () => {
  const [source, target] = [new Y.Doc(), new Y.Doc()];
  createFile(target, "same.ts", text("old"), newId);
  Y.applyUpdate(source, Y.encodeStateAsUpdate(target));
  const id = idOf(source, "same.ts");
  createFile(target, "theirs.ts", text("kept"), newId);
  setText(source, id, "new");
  renameEntry(source, id, "renamed.ts");
  createFile(source, "mine/a.ts", text("a"), newId);
  createFile(source, "gone.ts", text("g"), newId);
  deleteEntry(source, idOf(source, "gone.ts"));
  copyContent(source, target);
  expect(fileTree(target).rows.map((row) => [row.path, readText(target, row.id)])).toEqual([
    ["mine", undefined],
    ["mine/a.ts", "a"],
    ["renamed.ts", "new"],
    ["theirs.ts", "kept"],
  ]);
  expect(filesOf(target).size).toBe(5);
});

test("a new text file over 1 MiB is refused, alone or among others, and the others are made", () => {
  const doc = new Y.Doc();
  const tooLong = text("x".repeat(workspaceLimits.maxTextFileBytes + 1));
  expect(createFile(doc, "long.txt", tooLong, newId)).toMatchObject({ ok: false, code: "too-large" });
  const results = createFiles(
    doc,
    [
      { path: "long.txt", content: tooLong },
      { path: "fits.txt", content: text("x".repeat(workspaceLimits.maxTextFileBytes)) },
    ],
    newId,
  );
  expect(results.map((result) => result.ok)).toEqual([false, true]);
  expect([...fileTree(doc).byPath.keys()]).toEqual(["fits.txt"]);
});
