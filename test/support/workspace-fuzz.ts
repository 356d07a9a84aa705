/** Random edits of a workspace document, and what must be equal on all replicas afterwards. */
import * as Y from "yjs";
import { createFile, deleteEntry, moveEntry, renameEntry, setText, textOf } from "../../shared/workspace/document.ts";
import { idFromBytes } from "../../shared/workspace/ids.ts";
import { filesOf } from "../../shared/workspace/row.ts";
import { fileTree } from "../../shared/workspace/tree.ts";
import type { SeededRandom } from "./chaos-random.ts";

const names = ["a.ts", "b.ts", "src", "lib", "README.md", "deep", "x"];
const words = ["one ", "two\n", "{", "}", "const x = 1;\n", "é", "😀", "\r\n", ""];

/** One random edit; some are refused by the document's own checks, which is part of it. */
export function randomEdit(doc: Y.Doc, random: SeededRandom): void {
  const { rows } = fileTree(doc);
  const row = random.pick(rows);
  const newId = () => idFromBytes(random.bytes(16));
  const name = random.pick(names) ?? "a";
  const kind = random.below(100);
  if (!row || kind < 12) {
    const parent = random.pick(rows.filter((each) => each.kind === "folder"))?.path;
    const path = parent === undefined || random.chance(0.5) ? name : `${parent}/${name}`;
    createFile(doc, path, random.chance(0.3) ? { kind: "folder" } : { kind: "file", text: randomText(random) }, newId);
  } else if (kind < 18) renameEntry(doc, row.id, name);
  else if (kind < 26) moveEntry(doc, row.id, random.pick(rows.filter((each) => each.kind === "folder"))?.id ?? "");
  else if (kind < 32) deleteEntry(doc, row.id);
  else if (kind < 36) setText(doc, row.id, randomText(random));
  else editText(textOf(doc, row.id), random);
}

function editText(text: Y.Text | undefined, random: SeededRandom): void {
  if (!text) return;
  const at = random.below(text.length + 1);
  if (random.chance(0.3)) text.delete(at, Math.min(random.below(6), text.length - at));
  else text.insert(at, random.pick(words) ?? "x");
}

function randomText(random: SeededRandom): string {
  return Array.from({ length: random.below(6) }, () => random.pick(words) ?? "").join("");
}

/** All that people and programs see: tree and texts. */
export function contentOf(doc: Y.Doc): string {
  const { rows } = fileTree(doc);
  return JSON.stringify(rows.map((row) => [row.path, row.kind, row.id, textOf(doc, row.id)?.toString()]));
}

/** The document's bytes after loading, in which equal histories are equal: Yjs joins neighbours as it reads. */
export function canonicalBytes(doc: Y.Doc): string {
  const fresh = new Y.Doc();
  filesOf(fresh);
  Y.applyUpdate(fresh, Y.encodeStateAsUpdate(doc));
  const bytes = Y.encodeStateAsUpdate(fresh);
  fresh.destroy();
  return Buffer.from(bytes).toString("base64");
}

/** What no tree may show, whatever the rows say. */
export function treeFault(doc: Y.Doc): string | undefined {
  const tree = fileTree(doc);
  if (tree.byPath.size !== tree.rows.length) return "two rows share a path";
  for (const row of tree.rows) {
    const parent = tree.byId.get(row.parent);
    if (row.parent !== "" && parent?.kind !== "folder") return `${row.path} hangs in the air`;
    if (row.path !== (parent ? `${parent.path}/${row.name}` : row.name)) return `${row.path} is not below its folder`;
  }
  return undefined;
}
