/** One row of the document's file table and what is read from it. */
import * as Y from "yjs";
import type { LineEnding } from "./content.ts";

export type FileKind = "file" | "folder" | "blob";
export type FileRow = Y.Map<unknown>;

/** The document's file table: id → row. */
export function filesOf(doc: Y.Doc): Y.Map<FileRow> {
  return doc.getMap<FileRow>("files");
}

/** How the file's lines end outside the document. */
export function lineEndingOf(row: FileRow | undefined): LineEnding {
  return row?.get("lineEnding") === "crlf" ? "crlf" : "lf";
}

/** A short value that changes when the row's content does; equal on every replica that holds the same content. */
export function fingerprint(row: FileRow): string {
  const kind = row.get("kind");
  if (kind === "folder") return "folder";
  if (kind === "blob") return `blob:${String(row.get("hash"))}`;
  const text = row.get("text");
  return text instanceof Y.Text ? `text:${text.length}:${hash(text.toString())}` : "empty";
}

/** FNV-1a over UTF-16 units, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return value >>> 0;
}
