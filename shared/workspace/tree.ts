/**
 * The file tree that everybody sees, worked out from the document's rows by every replica alike.
 * The document may hold cycles, twins, orphans and hostile names (each edit was right where it was made); the view never does.
 */
import * as Y from "yjs";
import { workspaceLimits } from "../protocol/limits.ts";
import { checkName } from "./path.ts";
import { type FileKind, type FileRow, filesOf, fingerprint } from "./row.ts";

export interface TreeRow {
  id: string;
  /** Folder shown around it, "" at the top. */
  parent: string;
  /** As shown: a twin of an earlier row carries a number. */
  name: string;
  path: string;
  kind: FileKind;
  depth: number;
  executable: boolean;
  /** SHA-256 and byte length of a blob. */
  blob?: { hash: string; size: number };
}

export interface FileTree {
  /** Depth first; folders before files, then by name. */
  rows: TreeRow[];
  byId: Map<string, TreeRow>;
  byPath: Map<string, TreeRow>;
  /** Rows of a folder ("" = top) in the order shown. */
  children: Map<string, TreeRow[]>;
}

interface StoredRow {
  id: string;
  parent: string;
  name: string;
  kind: FileKind;
  alive: boolean;
  executable: boolean;
  blob?: { hash: string; size: number };
}

/** The tree of `doc` as shown now. */
export function fileTree(doc: Y.Doc): FileTree {
  const stored = storedRows(doc);
  const parents = resolveParents(stored);
  const visible = visibleIds(stored, parents);
  const groups = new Map<string, StoredRow[]>();
  for (const row of stored.values()) {
    if (!visible.has(row.id)) continue;
    const parent = parents.get(row.id) ?? "";
    const group = groups.get(parent);
    if (group) group.push(row);
    else groups.set(parent, [row]);
  }
  return layOut(groups);
}

function storedRows(doc: Y.Doc): Map<string, StoredRow> {
  const stored = new Map<string, StoredRow>();
  for (const [id, row] of filesOf(doc)) {
    const kind = row instanceof Y.Map ? kindOf(row) : undefined;
    if (!kind || id === "") continue;
    const name = checkName(String(row.get("name")));
    const blob = kind === "blob" ? { hash: String(row.get("hash")), size: Number(row.get("size")) } : undefined;
    stored.set(id, {
      id,
      parent: String(row.get("parent") ?? ""),
      name: name.ok ? name.value : `unnamed-${id.slice(0, 8).replace(/[^0-9a-z]/gi, "_")}`,
      kind,
      alive: !row.has("deleted") || row.get("deleted") !== fingerprint(row),
      executable: (Number(row.get("mode")) & 0o111) !== 0,
      ...(blob && { blob }),
    });
  }
  return stored;
}

function kindOf(row: FileRow): FileKind | undefined {
  const kind = row.get("kind");
  return kind === "file" || kind === "folder" || kind === "blob" ? kind : undefined;
}

/**
 * The folder each row is shown in. A row whose folder is gone, the smallest id of a cycle, and every row that would be
 * nested too deeply are shown at the top.
 */
function resolveParents(stored: Map<string, StoredRow>): Map<string, string> {
  const parents = new Map<string, string>();
  for (const row of stored.values()) parents.set(row.id, stored.get(row.parent)?.kind === "folder" ? row.parent : "");
  const depths = new Map<string, number>([["", -1]]);
  for (const start of stored.keys()) {
    const chain: string[] = [];
    const onChain = new Set<string>();
    let id = start;
    while (!depths.has(id) && !onChain.has(id)) {
      chain.push(id);
      onChain.add(id);
      id = parents.get(id) ?? "";
    }
    if (!depths.has(id)) {
      const cycle = chain.splice(chain.indexOf(id));
      const cut = [...cycle].sort()[0] ?? "";
      const first = cycle.indexOf(cut);
      // The chain is settled from its end: the cut row first, then those that hang below it.
      chain.push(...cycle.slice(first + 1), ...cycle.slice(0, first + 1));
      parents.set(cut, "");
    }
    for (const member of chain.reverse()) {
      const depth = (depths.get(parents.get(member) ?? "") ?? -1) + 1;
      if (depth >= workspaceLimits.maxDepth) parents.set(member, "");
      depths.set(member, depth >= workspaceLimits.maxDepth ? 0 : depth);
    }
  }
  return parents;
}

/** Living rows and the folders above them: a deleted folder stays as long as something in it lives. */
function visibleIds(stored: Map<string, StoredRow>, parents: Map<string, string>): Set<string> {
  const visible = new Set<string>();
  for (const row of stored.values()) {
    if (!row.alive) continue;
    for (let id = row.id; id !== "" && !visible.has(id); id = parents.get(id) ?? "") visible.add(id);
  }
  return visible;
}

function layOut(groups: Map<string, StoredRow[]>): FileTree {
  const tree: FileTree = { rows: [], byId: new Map(), byPath: new Map(), children: new Map() };
  const open: (TreeRow | undefined)[] = [undefined];
  while (open.length > 0) {
    const folder = open.pop();
    if (folder) {
      tree.rows.push(folder);
      tree.byId.set(folder.id, folder);
      tree.byPath.set(folder.path, folder);
      if (folder.kind !== "folder") continue;
    }
    const children = showFolder(groups.get(folder?.id ?? "") ?? [], folder);
    tree.children.set(folder?.id ?? "", children);
    open.push(...children.toReversed());
  }
  return tree;
}

function showFolder(group: StoredRow[], folder: TreeRow | undefined): TreeRow[] {
  const names = uniqueNames(group);
  return group
    .map((row): TreeRow => {
      const name = names.get(row.id) ?? row.name;
      return {
        id: row.id,
        parent: folder?.id ?? "",
        name,
        path: folder ? `${folder.path}/${name}` : name,
        kind: row.kind,
        depth: folder ? folder.depth + 1 : 0,
        executable: row.executable,
        ...(row.blob && { blob: row.blob }),
      };
    })
    .sort(compareRows);
}

/** The smallest id keeps the name; its twins get ` (2)`, ` (3)` … before the extension, past names that are taken. */
function uniqueNames(group: StoredRow[]): Map<string, string> {
  const taken = new Set(group.map((row) => row.name));
  const given = new Set<string>();
  const names = new Map<string, string>();
  for (const row of [...group].sort((a, b) => compare(a.id, b.id))) {
    let name = row.name;
    for (let count = 2; given.has(name) || (name !== row.name && taken.has(name)); count++) {
      name = numbered(row.name, count);
    }
    given.add(name);
    names.set(row.id, name);
  }
  return names;
}

function numbered(name: string, count: number): string {
  const dot = name.lastIndexOf(".");
  return dot > 0 ? `${name.slice(0, dot)} (${count})${name.slice(dot)}` : `${name} (${count})`;
}

function compareRows(a: TreeRow, b: TreeRow): number {
  const folders = Number(b.kind === "folder") - Number(a.kind === "folder");
  return folders || compare(a.name.toLowerCase(), b.name.toLowerCase()) || compare(a.name, b.name);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
