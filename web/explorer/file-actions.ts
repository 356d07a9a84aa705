/** What the files panel does to the workspace, with a word to the person about each outcome. */

import { workspaceLimits } from "../../shared/protocol/limits.ts";
import type { FileTree } from "../../shared/workspace/tree.ts";
import type { Messages } from "../i18n/en.ts";
import type { NoticeStore } from "../state/notices.ts";
import type { FilesResult, WorkspaceSession } from "../sync/session.ts";
import { droppedFiles } from "./dropped-files.ts";
import { problemOf } from "./problem.ts";
import { idsBelow, restoreRows } from "./restore.ts";

export interface FileActions {
  tree: FileTree;
  /** The new row's id, or undefined when it was refused and said so. */
  create(parent: string, name: string, kind: "file" | "folder"): string | undefined;
  rename(id: string, name: string): void;
  move(id: string, parent: string): void;
  /** Deletes at once and offers to take it back. */
  remove(id: string): void;
  drop(data: DataTransfer, parent: string): Promise<void>;
  copyPath(id: string): void;
  download(id: string): Promise<void>;
}

interface Needs {
  session: WorkspaceSession;
  tree: FileTree;
  notices: NoticeStore;
  text: Messages;
}

export function fileActions({ session, tree, notices, text }: Needs): FileActions {
  const { files } = session;
  const tell = (result: FilesResult): string | undefined => {
    if (result.ok) return result.value;
    notices.show({ tone: "error", text: text.files.problems[problemOf(result.code)] });
    return undefined;
  };
  const below = (parent: string, name: string) => {
    const folder = tree.byId.get(parent);
    return folder ? `${folder.path}/${name}` : name;
  };
  return {
    tree,
    create: (parent, name, kind) =>
      tell(files.create(below(parent, name), kind === "folder" ? { kind } : { kind, text: "" })),
    rename: (id, name) => void tell(files.rename(id, name)),
    move: (id, parent) => void tell(files.move(id, parent)),
    remove(id) {
      const ids = idsBelow(tree, id);
      const name = tree.byId.get(id)?.name ?? "";
      if (tell(files.delete(id)) === undefined) return;
      const restore = () => restoreRows(session.doc, ids);
      notices.show({ tone: "plain", text: text.files.deleted(name), action: { label: text.undo, run: restore } });
    },
    async drop(data, parent) {
      let added = 0;
      for (const { path, file } of await droppedFiles(data)) {
        if (file.size > workspaceLimits.maxBlobBytes) {
          notices.show({ tone: "error", text: text.files.dropTooLarge(path) });
          continue;
        }
        const bytes = new Uint8Array(await file.arrayBuffer());
        const made = await files.createFromBytes(below(parent, path), bytes);
        if (made.ok) added += 1;
        else notices.show({ tone: "error", text: `${path}: ${text.files.problems[problemOf(made.code)]}` });
      }
      if (added > 0) notices.show({ tone: "ok", text: text.files.dropped(added) });
    },
    copyPath(id) {
      const path = tree.byId.get(id)?.path ?? "";
      void navigator.clipboard.writeText(path).then(() => notices.show({ tone: "ok", text: text.files.pathCopied }));
    },
    async download(id) {
      const row = tree.byId.get(id);
      const bytes = await files.bytes(id);
      if (!row || !bytes) {
        notices.show({ tone: "error", text: text.files.dropFailed(row?.name ?? "") });
        return;
      }
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([bytes]));
      link.download = row.name;
      link.click();
      URL.revokeObjectURL(link.href);
    },
  };
}
