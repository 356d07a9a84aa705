/**
 * The workspace document: a Y.Map `files`, id → row. Folders are rows, so a move changes one field.
 *
 * Deleting marks a row with the fingerprint of what was deleted. A row whose content has another fingerprint was edited
 * by somebody who did not know of the deletion: the view (`tree.ts`) shows it again. Nothing vanishes unseen.
 */
import * as Y from "yjs";
import { fail, type Result, succeed } from "../lib/result.ts";
import { workspaceLimits } from "../protocol/limits.ts";
import { joinLineEnding, splitLineEnding } from "./content.ts";
import { isId } from "./ids.ts";
import { checkName, normalizePath, type PathRefusal } from "./path.ts";
import { replaceText } from "./replace-text.ts";
import { type FileRow, filesOf, fingerprint, lineEndingOf } from "./row.ts";
import { type FileTree, fileTree, type TreeRow } from "./tree.ts";

export type DocumentError =
  | PathRefusal
  | "exists"
  | "not-found"
  | "not-a-folder"
  | "into-itself"
  | "not-text"
  | "bad-id"
  | "too-many-files"
  | "too-large";
/** The id of the row concerned, or why nothing was changed. */
export type DocumentResult = Result<string, DocumentError>;

/** What a new row holds: text (any line ends), bytes kept elsewhere under their SHA-256, or nothing for a folder. */
export type NewContent =
  | { kind: "file"; text: string }
  | { kind: "blob"; hash: string; size: number }
  | { kind: "folder" };

export interface NewRow {
  id: string;
  /** Parent folder's id, "" for the top. */
  parent: string;
  name: string;
  content: NewContent;
  executable?: boolean;
}

export interface NewFile {
  path: string;
  content: NewContent;
  executable?: boolean;
}

const fileMode = 0o644;
const executableMode = 0o755;

/** Adds one row; refuses a bad name, a name that is taken, and a parent that is no folder. */
export function createEntry(doc: Y.Doc, row: NewRow): DocumentResult {
  if (!isId(row.id) || filesOf(doc).has(row.id)) return fail("bad-id", "The new file's id is taken or malformed.");
  const place = checkPlace(fileTree(doc), row.parent, row.name, row.id);
  return place.ok ? insertRow(doc, { ...row, name: place.value }, roomIn(doc)) : place;
}

/** Adds a file, blob or folder at `path`, with the folders above it that are missing. */
export function createFile(doc: Y.Doc, path: string, content: NewContent, newId: () => string): DocumentResult {
  return createFiles(doc, [{ path, content }], newId)[0] ?? notFound();
}

/** Adds many files in one transaction, each as `createFile` does; one result a file, in order. */
export function createFiles(doc: Y.Doc, files: readonly NewFile[], newId: () => string): DocumentResult[] {
  const tree = fileTree(doc);
  const places = new Map<string, Place>();
  for (const [path, row] of tree.byPath) places.set(path, { id: row.id, folder: row.kind === "folder" });
  const room = roomIn(doc);
  return doc.transact(() => files.map((file) => addAt(doc, { places, room }, file, newId)));
}

/** Gives a row another name in its folder. */
export function renameEntry(doc: Y.Doc, id: string, name: string): DocumentResult {
  const tree = fileTree(doc);
  const row = tree.byId.get(id);
  return row ? placeRow(doc, tree, row, row.parent, name) : notFound();
}

/** Puts a row into another folder ("" = top), under a new name when one is given. */
export function moveEntry(doc: Y.Doc, id: string, parent: string, name?: string): DocumentResult {
  const tree = fileTree(doc);
  const row = tree.byId.get(id);
  return row ? placeRow(doc, tree, row, parent, name ?? row.name) : notFound();
}

/** Deletes a row and all that is below it. An edit made elsewhere at the same time brings the edited file back. */
export function deleteEntry(doc: Y.Doc, id: string): DocumentResult {
  const tree = fileTree(doc);
  if (!tree.byId.has(id)) return notFound();
  doc.transact(() => {
    const doomed = [id];
    for (const current of doomed) {
      for (const child of tree.children.get(current) ?? []) doomed.push(child.id);
      const row = filesOf(doc).get(current);
      row?.set("deleted", fingerprint(row));
    }
  });
  return succeed(id);
}

/** The text people edit together, or undefined when the row is not a text file. */
export function textOf(doc: Y.Doc, id: string): Y.Text | undefined {
  const text = filesOf(doc).get(id)?.get("text");
  return text instanceof Y.Text ? text : undefined;
}

/** The file's whole text with the line ends a program reads. */
export function readText(doc: Y.Doc, id: string): string | undefined {
  const text = textOf(doc, id);
  return text && joinLineEnding(text.toString(), lineEndingOf(filesOf(doc).get(id)));
}

/** Makes the file's text `raw` by the smallest single replacement, so that cursors and concurrent edits outside it stay. */
export function setText(doc: Y.Doc, id: string, raw: string): DocumentResult {
  const row = filesOf(doc).get(id);
  const text = textOf(doc, id);
  if (!row || !text) return fail("not-text", "Only a text file can be given text.");
  if (raw.length > workspaceLimits.maxTextFileBytes) return textTooLarge();
  const { text: next, lineEnding } = splitLineEnding(raw);
  doc.transact(() => {
    if (lineEndingOf(row) !== lineEnding) row.set("lineEnding", lineEnding);
    replaceText(text, next);
  });
  return succeed(id);
}

/** Makes a file's or blob's content `content`, whatever kind it was. Text changes by the smallest single replacement. */
export function setContent(doc: Y.Doc, id: string, content: Exclude<NewContent, { kind: "folder" }>): DocumentResult {
  const row = filesOf(doc).get(id);
  if (!row || row.get("kind") === "folder") return notFound();
  if (content.kind === "file" && textOf(doc, id)) return setText(doc, id, content.text);
  if (content.kind === "file" && content.text.length > workspaceLimits.maxTextFileBytes) return textTooLarge();
  doc.transact(() => {
    row.set("kind", content.kind);
    for (const field of ["text", "lineEnding", "hash", "size"]) if (row.has(field)) row.delete(field);
    fillRow(row, content);
  });
  return succeed(id);
}

/** Rows that count against the workspace's cap. */
export function countFiles(doc: Y.Doc): number {
  return filesOf(doc).size;
}

interface Place {
  id: string;
  folder: boolean;
}

/** Rows that may still be added; counting them anew for each would be quadratic. */
interface Room {
  left: number;
}

function roomIn(doc: Y.Doc): Room {
  return { left: workspaceLimits.maxFiles - countFiles(doc) };
}

function addAt(
  doc: Y.Doc,
  { places, room }: { places: Map<string, Place>; room: Room },
  file: NewFile,
  newId: () => string,
): DocumentResult {
  const normal = normalizePath(file.path);
  if (!normal.ok) return normal;
  if (places.has(normal.value)) return exists(normal.value);
  const names = normal.value.split("/");
  const name = names.pop() ?? "";
  let parent = "";
  let path = "";
  for (const folder of names) {
    path = path === "" ? folder : `${path}/${folder}`;
    const place = places.get(path);
    if (place && !place.folder) return notFolder(folder);
    const made = place ? succeed(place.id) : insertRow(doc, folderRow(newId(), parent, folder), room);
    if (!made.ok) return made;
    parent = made.value;
    places.set(path, { id: parent, folder: true });
  }
  const { content } = file;
  const made = insertRow(doc, { id: newId(), parent, name, content, executable: file.executable ?? false }, room);
  if (made.ok) places.set(normal.value, { id: made.value, folder: content.kind === "folder" });
  return made;
}

function folderRow(id: string, parent: string, name: string): NewRow {
  return { id, parent, name, content: { kind: "folder" } };
}

function insertRow(doc: Y.Doc, row: NewRow, room: Room): DocumentResult {
  const { content } = row;
  if (room.left <= 0) {
    return fail("too-many-files", `A workspace holds at most ${workspaceLimits.maxFiles} files and folders.`);
  }
  if (content.kind === "file" && content.text.length > workspaceLimits.maxTextFileBytes) return textTooLarge();
  const stored = new Y.Map<unknown>([
    ["parent", row.parent],
    ["name", row.name],
    ["kind", content.kind],
    ["mode", row.executable ? executableMode : fileMode],
  ]);
  fillRow(stored, content);
  filesOf(doc).set(row.id, stored);
  room.left--;
  return succeed(row.id);
}

function fillRow(row: FileRow, content: NewContent): void {
  if (content.kind === "file") {
    const { text, lineEnding } = splitLineEnding(content.text);
    row.set("text", new Y.Text(text));
    if (lineEnding === "crlf") row.set("lineEnding", lineEnding);
  }
  if (content.kind === "blob") {
    row.set("hash", content.hash);
    row.set("size", content.size);
  }
}

function placeRow(doc: Y.Doc, tree: FileTree, row: TreeRow, parent: string, rawName: string): DocumentResult {
  for (let above = tree.byId.get(parent); above; above = tree.byId.get(above.parent)) {
    if (above.id === row.id) return fail("into-itself", "A folder cannot be moved into itself.");
  }
  const name = checkPlace(tree, parent, rawName, row.id);
  if (!name.ok) return name;
  const stored = filesOf(doc).get(row.id);
  doc.transact(() => {
    if (stored?.get("parent") !== parent) stored?.set("parent", parent);
    if (stored?.get("name") !== name.value) stored?.set("name", name.value);
  });
  return succeed(row.id);
}

/** The accepted name for row `id` in folder `parent`, or why it cannot be there. */
function checkPlace(tree: FileTree, parent: string, rawName: string, id: string): DocumentResult {
  const name = checkName(rawName);
  if (!name.ok) return name;
  const folder = tree.byId.get(parent);
  if (parent !== "" && !folder) return notFound();
  if (folder && folder.kind !== "folder") return notFolder(folder.name);
  const twin = tree.children.get(parent)?.find((row) => row.name === name.value && row.id !== id);
  if (twin) return exists(name.value);
  const path = normalizePath(folder ? `${folder.path}/${name.value}` : name.value);
  return path.ok ? name : path;
}

function textTooLarge(): DocumentResult {
  return fail("too-large", "A text file holds at most 1 MiB.");
}

function exists(name: string): DocumentResult {
  return fail("exists", `${name} is already there.`);
}

function notFolder(name: string): DocumentResult {
  return fail("not-a-folder", `${name} is a file, not a folder.`);
}

function notFound(): DocumentResult {
  return fail("not-found", "The file or folder is no longer there.");
}
