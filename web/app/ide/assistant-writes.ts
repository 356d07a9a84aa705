/** What the assistant writes into the project: as its own, beside what others write meanwhile. */
import type { ReviewedFile } from "../../assistant/tasks/task.ts";
import { carryOver } from "../../editor/review/carry-over.ts";
import { withOrigin } from "../../sync/origin.ts";
import type { WorkspaceSession } from "../../sync/session.ts";

/** As one step of undo. Gives the changes that others stood in the way of. */
export function writeAsAssistant(session: WorkspaceSession, { path, before, after }: ReviewedFile): number {
  const { files, doc } = session;
  const row = files.tree.getState().byPath.get(path);
  const shared = row && files.text(row.id);
  if (before === undefined) {
    if (row || after === undefined) return 1;
    return files.create(path, { kind: "file", text: after }, "assistant").ok ? 0 : 1;
  }
  if (!row || !shared) return 1;
  const now = shared.toString();
  if (after === undefined) return now === before && files.delete(row.id, "assistant").ok ? 0 : 1;
  const { changes, conflicts } = carryOver(before, after, now);
  const undo = session.undoFor(row.id);
  undo?.stopCapturing();
  withOrigin(doc, "assistant", () =>
    doc.transact(() => {
      for (const { from, to, insert } of changes.toReversed()) {
        shared.delete(from, to - from);
        shared.insert(from, insert);
      }
    }, "assistant"),
  );
  undo?.stopCapturing();
  return conflicts;
}
