/** What can be done with a row of the tree. */
import type { TreeRow } from "../../shared/workspace/tree.ts";
import type { Messages } from "../i18n/en.ts";
import type { MenuItem } from "../ui/Menu.tsx";

export interface RowActions {
  create(kind: "file" | "folder", parent: string): void;
  rename(id: string): void;
  move(id: string): void;
  remove(id: string): void;
  copyPath(id: string): void;
  download(id: string): void;
}

export function rowMenu(row: TreeRow, readOnly: boolean, text: Messages, actions: RowActions): MenuItem[] {
  const { files } = text;
  const folder = row.kind === "folder" ? row.id : row.parent;
  const edit: MenuItem[] = [
    { id: "new-file", label: files.newFile, run: () => actions.create("file", folder) },
    { id: "new-folder", label: files.newFolder, run: () => actions.create("folder", folder) },
    { id: "rename", label: files.rename, keys: "F2", run: () => actions.rename(row.id) },
    { id: "move", label: files.move, run: () => actions.move(row.id) },
  ];
  const read: MenuItem[] = [{ id: "copy-path", label: files.copyPath, run: () => actions.copyPath(row.id) }];
  if (row.kind !== "folder") read.push({ id: "download", label: files.download, run: () => actions.download(row.id) });
  const remove: MenuItem = {
    id: "remove",
    label: files.remove,
    keys: "Delete",
    danger: true,
    run: () => actions.remove(row.id),
  };
  return readOnly ? read : [...edit, ...read, remove];
}
