import type { Description } from "./descriptions.ts";
import type { FileTree } from "./file-tree.ts";
import { type FileNode, folderPath } from "./inode.ts";
import { openFlags } from "./open-flags.ts";
import type { Process, Thread } from "./process.ts";
import type { SystemCalls } from "./protocol.ts";
import { fail } from "./system-error.ts";
import { placePath, requireRights, rights } from "./walk.ts";

/** One call: who calls, with what bytes beside it. */
export interface Call {
  process: Process;
  /** Events that the call leads to go to this one. */
  thread: Thread;
  data: Uint8Array | null;
}
export type Handler<F extends (...args: never[]) => unknown, R = ReturnType<F>> = (
  call: Call,
  ...args: Parameters<F>
) => R;

const dirent = { file: 1, folder: 2, link: 3, device: 1, socket: 1 } as const;
/** R_OK, W_OK and X_OK stand as the bits of a mode do. */
const allAccess = 7;
const ownerShift = 6;

type Handlers<N extends keyof SystemCalls> = { [K in N]: Handler<SystemCalls[K]> };
type LookCall =
  | "open"
  | "readFile"
  | "stat"
  | "lstat"
  | "moduleStat"
  | "access"
  | "readdir"
  | "readlink"
  | "realpath"
  | "statfs";
type NameCall =
  | "mkdir"
  | "rmdir"
  | "unlink"
  | "rm"
  | "rename"
  | "link"
  | "symlink"
  | "copyFile"
  | "chmod"
  | "utimes"
  | "mkdtemp";
type PlaceCall = "chdir" | "cwd" | "umask" | "watch" | "unwatch";

/** System calls that take paths. */
export function fileCalls(tree: FileTree): Handlers<LookCall | NameCall | PlaceCall> {
  return { ...lookCalls(tree), ...nameCalls(tree), ...placeCalls(tree) };
}

/** System calls that look at what a path names. */
function lookCalls(tree: FileTree): Handlers<LookCall> {
  return {
    open: ({ process, thread }, path, flags, mode) => {
      process.requireRoom();
      const fd = process.install(openPath(tree, process, path, flags, mode));
      if (!thread.closesFiles) thread.descriptors.delete(fd);
      return fd;
    },
    readFile: ({ process }, path) => {
      const file = tree.file(path, process.cwd);
      requireRights(file, rights.read, process.cwd);
      tree.versions.noteNode(file.ino);
      return file.bytes.subarray(0, file.size);
    },
    stat: ({ process }, path) => tree.stat(tree.node(path, process.cwd)),
    lstat: ({ process }, path) => tree.stat(tree.node(path, process.cwd, false)),
    moduleStat: ({ process }, path) => {
      const node = tree.peek(path, process.cwd);
      return node ? (node.type === "folder" ? 1 : 0) : -2;
    },
    access: ({ process }, path, mode) => {
      const node = tree.node(path, process.cwd);
      requireRights(node, (mode & allAccess) << ownerShift, process.cwd);
      return null;
    },
    readdir: ({ process }, path) =>
      tree.readdir(path, process.cwd).map(({ name, node }) => ({ name, type: dirent[node.type] })),
    readlink: ({ process }, path) => {
      const node = tree.node(path, process.cwd, false);
      return node.type === "link" ? node.target : fail("EINVAL");
    },
    realpath: ({ process }, path) => tree.realpath(path, process.cwd),
    statfs: ({ process }, path) => {
      tree.node(path, process.cwd);
      const blocks = Math.floor(tree.space.capBytes / 4096);
      const free = Math.floor((tree.space.capBytes - tree.space.usedBytes) / 4096);
      return [0x01021994, 4096, blocks, free, free, 0, 0];
    },
  };
}

/** System calls that make, move and remove names. */
function nameCalls(tree: FileTree): Handlers<NameCall> {
  return {
    mkdir: ({ process }, path, mode, recursive) => tree.mkdir(path, process.cwd, mode & ~process.umask, recursive),
    rmdir: ({ process }, path) => done(() => tree.rmdir(path, process.cwd)),
    unlink: ({ process }, path) => done(() => tree.unlink(path, process.cwd)),
    rm: ({ process }, path, recursive, force) => done(() => tree.rm(path, process.cwd, recursive, force)),
    rename: ({ process }, from, to) => done(() => tree.rename(from, to, process.cwd)),
    link: ({ process }, from, to) => done(() => tree.link(from, to, process.cwd)),
    symlink: ({ process }, target, path) => done(() => tree.symlink(target, path, process.cwd)),
    copyFile: ({ process }, from, to, mode) => {
      const source = tree.file(from, process.cwd);
      requireRights(source, rights.read, process.cwd);
      const target = tree.peek(to, process.cwd);
      if (target && mode & 1) fail("EEXIST");
      if (target !== source) tree.writeFile(to, process.cwd, source.bytes.slice(0, source.size), source.mode);
      return null;
    },
    chmod: ({ process }, path, mode) => {
      tree.setAttributes(tree.node(path, process.cwd), { mode: mode & 0o7777 });
      return null;
    },
    utimes: ({ process }, path, atimeMs, mtimeMs, follow) => {
      tree.setAttributes(tree.node(path, process.cwd, follow), { atimeMs, mtimeMs });
      return null;
    },
    mkdtemp: ({ process }, prefix) => tree.mkdtemp(prefix, process.cwd),
  };
}

/** System calls about the process's own place in the tree, and watching. */
function placeCalls(tree: FileTree): Handlers<PlaceCall> {
  return {
    chdir: ({ process }, path) => {
      const folder = tree.folder(path, process.cwd);
      requireRights(folder, rights.execute, process.cwd);
      process.cwd.folder = folder;
      tree.versions.directoryChanged(process.pid);
      return folderPath(folder);
    },
    cwd: ({ process }) => placePath(process.cwd),
    umask: ({ process }, mask) => {
      const old = process.umask;
      if (mask !== null) process.umask = mask & 0o777;
      return old;
    },
    watch: ({ process, thread }, path, recursive) => {
      const node = tree.node(path, process.cwd);
      const id = tree.watches.add(node, recursive, (event, name) =>
        thread.peer.post({ type: "watch", watchId: id, event, name }),
      );
      thread.watches.add(id);
      return id;
    },
    unwatch: ({ thread }, id) => {
      if (thread.watches.delete(id)) tree.watches.remove(id);
      return null;
    },
  };
}

/** Opens a path as open(2) does. */
export function openPath(tree: FileTree, process: Process, path: string, flags: number, mode: number): Description {
  const canWrite = (flags & (openFlags.writeOnly | openFlags.readWrite)) !== 0;
  const canRead = !(flags & openFlags.writeOnly);
  const creates = (flags & openFlags.create) !== 0;
  // A link where something new is wanted is in the way, wherever it leads.
  const followsLast = !(flags & openFlags.noFollow) && !(creates && flags & openFlags.exclusive);
  const place = tree.place(path, process.cwd, followsLast);
  let node = place.node;
  if (node && creates && flags & openFlags.exclusive) fail("EEXIST");
  if (!node) {
    if (!creates) fail("ENOENT");
    node = tree.createFile(path, process.cwd, mode & ~process.umask);
  } else if (node.type !== "link" && node.type !== "device") {
    if (node.type === "folder" && (canWrite || creates)) fail("EISDIR");
    requireRights(node, (canRead ? rights.read : 0) | (canWrite ? rights.write : 0), process.cwd);
  }
  if (flags & openFlags.directory && node.type !== "folder") fail("ENOTDIR");
  if (node.type === "link") fail("ELOOP");
  if (node.type === "socket") fail("ENXIO");
  if (node.type === "folder") {
    node.opened++;
    return { type: "folder", references: 0, node };
  }
  if (node.type === "device") {
    const standard = { stdin: 0, stdout: 1, stderr: 2 } as const;
    const { device } = node;
    if (device === "stdin" || device === "stdout" || device === "stderr") return process.description(standard[device]);
    if (device === "tty")
      return process.terminal ? { type: "terminal", references: 0, terminal: process.terminal } : fail("ENOENT");
    node.opened++;
    return { type: "device", references: 0, node };
  }
  if (flags & openFlags.truncate && canWrite) truncateOpened(tree, node);
  node.opened++;
  return {
    type: "file",
    references: 0,
    node,
    position: 0,
    append: (flags & openFlags.append) !== 0,
    canRead,
    canWrite,
    folder: place.folder,
    name: place.name,
  };
}

function truncateOpened(tree: FileTree, node: FileNode): void {
  if (node.size > 0) tree.truncate(node, 0);
}

function done(action: () => void): null {
  action();
  return null;
}
