/** Whether a name can stand in a folder, told while it is typed. */
import type { DocumentError } from "../../shared/workspace/document.ts";
import { checkName } from "../../shared/workspace/path.ts";
import type { FileTree } from "../../shared/workspace/tree.ts";

/** Why `name` cannot be used for row `id` (undefined: a new row) in folder `parent`; undefined when it can. */
export function nameProblem(
  tree: FileTree,
  parent: string,
  name: string,
  id: string | undefined,
): DocumentError | undefined {
  const checked = checkName(name.trim());
  if (!checked.ok) return checked.code;
  const twin = tree.children.get(parent)?.some((row) => row.name === checked.value && row.id !== id);
  return twin ? "exists" : undefined;
}

/** The folders a row may move to: every folder but itself, what is below it, and where it already is. "" is the top. */
export function moveTargets(tree: FileTree, id: string): { id: string; path: string }[] {
  const row = tree.byId.get(id);
  if (!row) return [];
  const folders = tree.rows
    .filter((other) => other.kind === "folder" && other.id !== id && !other.path.startsWith(`${row.path}/`))
    .map((folder) => ({ id: folder.id, path: folder.path }));
  return [{ id: "", path: "" }, ...folders].filter((folder) => folder.id !== row.parent);
}
