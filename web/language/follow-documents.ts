/** Keeps a Worker's copy of the project's files equal with the document: whole at first, then edit by edit. */
import * as Y from "yjs";
import type { TextEdit } from "../../shared/language/messages.ts";
import type { FileTree, TreeRow } from "../../shared/workspace/tree.ts";
import type { WorkspaceSession } from "../sync/session.ts";
import type { LanguageClient } from "./client.ts";

const servedName = /\.(?:[cm]?[jt]sx?|json)$/;

export function followDocuments(
  { doc, files }: Pick<WorkspaceSession, "doc" | "files">,
  client: Pick<LanguageClient, "setFile" | "editFile" | "removeFile">,
  serves: (name: string) => boolean = (name) => servedName.test(name),
): () => void {
  const { tree } = files;
  const servedPath = (row: TreeRow | undefined) => (row?.kind === "file" && serves(row.name) ? row.path : undefined);
  const fed = new Map<string, string>();
  const put = (id: string) => {
    const path = servedPath(tree.getState().byId.get(id));
    const shared = path === undefined ? undefined : files.text(id);
    const before = fed.get(id);
    if (before !== undefined && before !== path) client.removeFile(before);
    if (path === undefined || !shared) return void fed.delete(id);
    fed.set(id, path);
    client.setFile(path, shared.toString());
  };
  const followTree = (now: FileTree) => {
    for (const id of new Set([...fed.keys(), ...now.byId.keys()])) {
      if (fed.get(id) !== servedPath(now.byId.get(id))) put(id);
    }
  };
  const followText = (events: Y.YEvent<Y.AbstractType<unknown>>[]) => {
    for (const event of events) {
      const [id, field] = event.path;
      if (typeof id !== "string") continue;
      const path = fed.get(id);
      if (event instanceof Y.YTextEvent && path !== undefined) client.editFile(path, editsOf(event.delta));
      // Another text took the place of the one before.
      else if (field === "text" || event.changes.keys.has("text")) put(id);
    }
  };
  followTree(tree.getState());
  const stopTree = tree.subscribe(followTree);
  const rows = doc.getMap("files");
  rows.observeDeep(followText);
  return () => {
    stopTree();
    rows.unobserveDeep(followText);
  };
}

/** A Yjs delta as edits that apply one after another. */
export function editsOf(delta: Y.YTextEvent["delta"]): TextEdit[] {
  const edits: TextEdit[] = [];
  let at = 0;
  for (const { retain, insert, delete: removed } of delta) {
    if (retain !== undefined) at += retain;
    else if (removed !== undefined) edits.push({ from: at, to: at + removed, insert: "" });
    else if (typeof insert === "string") {
      edits.push({ from: at, to: at, insert });
      at += insert.length;
    }
  }
  return edits;
}
