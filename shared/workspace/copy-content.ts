/** Makes one document's content the content of another that does not share its history. */
import * as Y from "yjs";
import { replaceText } from "./replace-text.ts";
import { type FileRow, filesOf, fingerprint } from "./row.ts";

/**
 * Writes into `target` what `source` holds: rows it lacks, texts and fields that differ, deletions. Rows that only
 * `target` has stay. One transaction a row, so that no update grows beyond one file.
 */
export function copyContent(source: Y.Doc, target: Y.Doc): void {
  for (const [id, row] of filesOf(source)) {
    target.transact(() => copyRow(row, id, target));
  }
}

function copyRow(row: FileRow, id: string, target: Y.Doc): void {
  const there = filesOf(target).get(id);
  if (!there) {
    filesOf(target).set(id, row.clone());
    return;
  }
  for (const [field, value] of row) {
    const now = there.get(field);
    if (value instanceof Y.Text && now instanceof Y.Text) replaceText(now, value.toString());
    else if (value instanceof Y.Text) there.set(field, value.clone());
    else if (now !== value && field !== "deleted") there.set(field, value);
  }
  const deleted = row.get("deleted") === fingerprint(row);
  if (deleted) there.set("deleted", fingerprint(there));
  else if (there.has("deleted")) there.delete("deleted");
}
