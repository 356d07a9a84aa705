/** What programs change in the workspace's text files while a run's commands are at work, with the texts from right before. */
import * as Y from "yjs";
import { filesOf } from "../../../shared/workspace/row.ts";
import { originOf } from "../../sync/origin.ts";
import type { WorkspaceFiles } from "../../sync/session.ts";
import type { FileBefore } from "./checkpoint.ts";

export interface ProgramPorts {
  doc: Y.Doc;
  files: Pick<WorkspaceFiles, "tree" | "text">;
}

interface Known {
  path: string;
  text: string;
}

/** Tells of each change of a program's until the returned function is called. */
export function watchPrograms({ doc, files }: ProgramPorts, note: (change: FileBefore) => void): () => void {
  const known = new Map<string, Known>();
  const now = (id: string): Known | undefined => {
    const row = files.tree.getState().byId.get(id);
    const text = row?.kind === "file" ? files.text(id)?.toString() : undefined;
    return row && text !== undefined ? { path: row.path, text } : undefined;
  };
  for (const row of files.tree.getState().rows) {
    const file = now(row.id);
    if (file) known.set(row.id, file);
  }
  const onChange = (events: readonly Y.YEvent<Y.AbstractType<unknown>>[], transaction: Y.Transaction) => {
    const isProgram = transaction.local && originOf(doc, transaction.origin) === "program";
    for (const id of idsOf(events)) {
      const before = known.get(id);
      const after = now(id);
      if (after) known.set(id, after);
      else known.delete(id);
      if (!isProgram) continue;
      if (before && before.path !== after?.path) note({ path: before.path, before: before.text, after: undefined });
      if (after)
        note({ path: after.path, before: before?.path === after.path ? before.text : undefined, after: after.text });
    }
  };
  const rows = filesOf(doc);
  rows.observeDeep(onChange);
  return () => rows.unobserveDeep(onChange);
}

/** Of the rows that the events are about. */
function idsOf(events: readonly Y.YEvent<Y.AbstractType<unknown>>[]): Set<string> {
  const ids = new Set<string>();
  for (const event of events) {
    const [id] = event.path;
    if (typeof id === "string") ids.add(id);
    else if (event instanceof Y.YMapEvent) for (const key of event.keysChanged) ids.add(String(key));
  }
  return ids;
}
