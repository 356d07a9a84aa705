import { type FolderNode, folderPath, type Inode } from "./inode.ts";
import { limits } from "./limits.ts";
import { pathNames } from "./paths.ts";
import { fail } from "./system-error.ts";
import type { Versions } from "./versions.ts";

/** Where relative paths begin, and for whom: the permission bits bind a program, a path as text is the engine's own look. */
export type Start = string | ProgramPlace;

/** A program's working directory: the folder itself, so that a rename carries it along and its removal is noticed. */
export interface ProgramPlace {
  folder: FolderNode;
}

/** Where a path leads: the folder, the name in it, and what stands there. The root's name is "". */
export interface Place {
  folder: FolderNode;
  name: string;
  node: Inode | undefined;
}

/** The owner's bits: every file belongs to the one ordinary user. */
export const rights = { read: 0o400, write: 0o200, execute: 0o100 } as const;

/** EACCES when a program may not do this to the node. */
export function requireRights(node: Inode, needed: number, start: Start): void {
  if (typeof start !== "string" && (node.mode & needed) !== needed) fail("EACCES");
}

/** The working directory's path; ENOENT when it was removed. */
export function placePath({ folder }: ProgramPlace): string {
  for (let at: FolderNode | null = folder; at; at = at.parent) if (at.nlink === 0) fail("ENOENT");
  return folderPath(folder);
}

/** Where relative paths begin, as text. */
export function startPath(start: Start): string {
  return typeof start === "string" ? start : placePath(start);
}

/** Walks a path; the last name may be absent, those before it must be folders. */
export function walk(root: FolderNode, versions: Versions, path: string, start: Start, followLast: boolean): Place {
  let names = pathNames(path);
  let links = 0;
  let folder = root;
  if (!path.startsWith("/")) {
    if (typeof start === "string") names = [...pathNames(start), ...names];
    else folder = start.folder;
  }
  if (typeof start !== "string") versions.noteRights();
  const asFolder = path.endsWith("/") || path.endsWith("/.");
  for (let index = 0; index < names.length; index++) {
    const name = names[index] ?? "";
    const last = index === names.length - 1;
    requireRights(folder, rights.execute, start);
    if (name === "..") {
      if (folder.parent) versions.noteName(folder.parent.ino, folder.name);
      folder = folder.parent ?? folder;
      if (last) return { folder: folder.parent ?? folder, name: folder.name, node: folder };
      continue;
    }
    const node = folder.entries.get(name);
    versions.noteName(folder.ino, name);
    if (node?.type === "link" && (!last || followLast || asFolder)) {
      if (++links > limits.symlinkDepth) fail("ELOOP");
      const rest = names.slice(index + 1);
      if (node.target.startsWith("/")) folder = root;
      names = [...pathNames(node.target), ...rest];
      if (names.length === 0) break;
      index = -1;
      continue;
    }
    if (last) {
      if (asFolder && node && node.type !== "folder") fail("ENOTDIR");
      // Nothing is made in a folder that was removed while somebody works in it.
      if (!node && folder.nlink === 0) fail("ENOENT");
      return { folder, name, node };
    }
    if (!node) fail("ENOENT");
    if (node.type !== "folder") fail("ENOTDIR");
    folder = node;
  }
  return { folder: folder.parent ?? folder, name: folder.name, node: folder };
}
