/** One document's content written as edits of one replica on top of another document. */
import * as Y from "yjs";
import { copyContent } from "../../shared/workspace/copy-content.ts";
import type { OutboxEntry } from "./ports.ts";

export interface ContentEdits {
  replica: number;
  /** Everything that was in the target before. */
  base: Uint8Array;
  edits: OutboxEntry[];
}

/** Writes the content of `source` into `target` as edits of `replica`, ready for an outbox. */
export function contentAsEdits(source: Y.Doc, target: Y.Doc, replica: number): ContentEdits {
  return asEdits(target, replica, () => copyContent(source, target));
}

/** What `change` does to `target`, as edits of `replica`, ready for an outbox. */
export function asEdits(target: Y.Doc, replica: number, change: () => void): ContentEdits {
  const base = Y.encodeStateAsUpdate(target);
  const edits: OutboxEntry[] = [];
  target.clientID = replica;
  target.on("update", (update: Uint8Array) => {
    edits.push({ key: editKey(replica, edits.length), replica, origin: "typed", update });
  });
  change();
  return { replica, base, edits };
}

/** Writes what `updates` bring on top of `doc` into it as new edits of its own replica. */
export function copyContentOf(updates: readonly Uint8Array[], doc: Y.Doc): void {
  const both = new Y.Doc();
  for (const update of [Y.encodeStateAsUpdate(doc), ...updates]) Y.applyUpdate(both, update);
  copyContent(both, doc);
}

/** Keys of one replica's edits sort in the order they were made. */
export function editKey(replica: number, count: number): string {
  return `${replica}:${count.toString().padStart(12, "0")}`;
}

/** The count in a key, 0 when it has none. */
export function editCount(key: string): number {
  return Number(key.split(":")[1] ?? 0);
}
