/** Brings deleted rows back: the document keeps them, marked. */
import type * as Y from "yjs";
import { filesOf } from "../../shared/workspace/row.ts";
import type { FileTree } from "../../shared/workspace/tree.ts";

/** The row and everything below it, as ids, taken from the tree before it is deleted. */
export function idsBelow(tree: FileTree, id: string): string[] {
  const ids = [id];
  for (const current of ids) for (const child of tree.children.get(current) ?? []) ids.push(child.id);
  return ids;
}

/** Takes the deletion mark off `ids` in one transaction. */
export function restoreRows(doc: Y.Doc, ids: readonly string[]): void {
  doc.transact(() => {
    for (const id of ids) filesOf(doc).get(id)?.delete("deleted");
  }, "typed");
}
