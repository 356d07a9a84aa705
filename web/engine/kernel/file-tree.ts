import { Space, setContents, truncate } from "./file-contents.ts";
import { type DeviceName, type FileNode, type FolderNode, fileTypes, folderPath, type Inode } from "./inode.ts";
import { limits } from "./limits.ts";
import { normalizePath, pathNames } from "./paths.ts";
import type { FileStat } from "./protocol.ts";
import { fail } from "./system-error.ts";
import { Versions } from "./versions.ts";
import { Watches } from "./watches.ts";

export interface TreePorts {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs `flush` soon, after what is running now. */
  defer(flush: () => void): void;
  random(count: number): Uint8Array;
}

/** Where a path leads: the folder, the name in it, and what stands there. The root's name is "". */
interface Place {
  folder: FolderNode;
  name: string;
  node: Inode | undefined;
}

/** An in-memory POSIX file tree: every path argument is absolute or relative to `cwd`, every failure a `SystemError`. */
export class FileTree {
  readonly root: FolderNode;
  readonly space: Space;
  readonly watches: Watches;
  readonly versions = new Versions();
  readonly #ports: TreePorts;
  #nextInode = 1;

  constructor(ports: TreePorts, capBytes: number = limits.treeBytes) {
    this.#ports = ports;
    this.space = new Space(capBytes);
    this.watches = new Watches(ports.defer);
    this.root = this.#newFolder(0o755, null, "");
  }

  get now(): number {
    return this.#ports.now();
  }

  /** Walks a path; the last name may be absent, those before it must be folders. */
  place(path: string, cwd: string, followLast: boolean): Place {
    let names = pathNames(path, cwd);
    let links = 0;
    let folder = this.root;
    const asFolder = path.endsWith("/") || path.endsWith("/.");
    for (let index = 0; index < names.length; index++) {
      const name = names[index] ?? "";
      const last = index === names.length - 1;
      if (name === "..") {
        folder = folder.parent ?? folder;
        if (last) return { folder: folder.parent ?? folder, name: folder.name, node: folder };
        continue;
      }
      const node = folder.entries.get(name);
      this.versions.noteName(folder.ino, name);
      if (node?.type === "link" && (!last || followLast || asFolder)) {
        if (++links > limits.symlinkDepth) fail("ELOOP");
        const rest = names.slice(index + 1);
        if (node.target.startsWith("/")) folder = this.root;
        names = [...pathNames(node.target, "/"), ...rest];
        if (names.length === 0) break;
        index = -1;
        continue;
      }
      if (last) {
        if (asFolder && node && node.type !== "folder") fail("ENOTDIR");
        return { folder, name, node };
      }
      if (!node) fail("ENOENT");
      if (node.type !== "folder") fail("ENOTDIR");
      folder = node;
    }
    return { folder: folder.parent ?? folder, name: folder.name, node: folder };
  }

  /** What stands at the path; ENOENT when nothing does. */
  node(path: string, cwd = "/", follow = true): Inode {
    return this.place(path, cwd, follow).node ?? fail("ENOENT");
  }

  /** The same as a value: undefined where `node` fails. */
  peek(path: string, cwd = "/"): Inode | undefined {
    try {
      return this.place(path, cwd, true).node;
    } catch {
      return undefined; // the question was whether something stands there: any reason is a no
    }
  }

  file(path: string, cwd = "/"): FileNode {
    const node = this.node(path, cwd);
    if (node.type === "folder") fail("EISDIR");
    if (node.type !== "file") fail("EINVAL");
    return node;
  }

  folder(path: string, cwd = "/"): FolderNode {
    const node = this.node(path, cwd);
    return node.type === "folder" ? node : fail("ENOTDIR");
  }

  realpath(path: string, cwd = "/"): string {
    const { folder, name, node } = this.place(path, cwd, true);
    if (!node) fail("ENOENT");
    if (node.type === "folder") return folderPath(node);
    const parent = folderPath(folder);
    return parent === "/" ? `/${name}` : `${parent}/${name}`;
  }

  /** Creates an empty file in place; EEXIST when the name is taken. */
  createFile(path: string, cwd: string, mode: number): FileNode {
    const place = this.place(path, cwd, true);
    if (place.node) fail("EEXIST");
    if (path.endsWith("/")) fail("EISDIR");
    this.space.takeNode();
    const file: FileNode = { type: "file", bytes: new Uint8Array(0), size: 0, ...this.#base(mode & 0o7777) };
    this.#attach(place, file);
    return file;
  }

  /** Writes a whole file, creating it; `bytes` becomes the tree's own. */
  writeFile(path: string, cwd: string, bytes: Uint8Array<ArrayBuffer>, mode = 0o644): void {
    const place = this.place(path, cwd, true);
    if (place.node?.type === "folder") fail("EISDIR");
    const fresh = !place.node;
    const file = place.node ?? this.createFile(path, cwd, mode);
    if (file.type !== "file") fail("EINVAL");
    try {
      setContents(file, bytes, this.space);
    } catch (error) {
      if (fresh) this.#detach({ ...place, node: file });
      throw error;
    }
    this.touch(file);
    this.watches.tell(place.folder, place.name, "change", file);
  }

  /** Makes a folder; recursive also its parents, and the first path made is returned (null when all stood). */
  mkdir(path: string, cwd: string, mode: number, recursive: boolean): string | null {
    if (!recursive) {
      const place = this.place(path.replace(/\/+$/, "") || "/", cwd, false);
      if (place.node || place.name === "") fail("EEXIST");
      this.space.takeNode();
      this.#attach(place, this.#newFolder(mode, place.folder, place.name));
      return null;
    }
    let first: string | null = null;
    const names = pathNames(path, cwd);
    let at = "";
    for (const name of names) {
      at += `/${name}`;
      const node = this.place(at, "/", true).node;
      if (node?.type === "folder") continue;
      if (node) fail(at === normalizePath(path, cwd) ? "EEXIST" : "ENOTDIR");
      if (this.place(at, "/", false).node) fail("ENOENT"); // a link to nothing
      this.mkdir(at, "/", mode, false);
      first ??= at;
    }
    return first;
  }

  symlink(target: string, path: string, cwd: string): void {
    if (target === "") fail("ENOENT");
    if (target.length > limits.pathLength) fail("ENAMETOOLONG");
    const place = this.place(path, cwd, false);
    if (place.node) fail("EEXIST");
    this.space.takeNode();
    this.#attach(place, { type: "link", target, ...this.#base(0o777) });
  }

  device(path: string, device: DeviceName): void {
    const place = this.place(path, "/", false);
    this.space.takeNode();
    this.#attach(place, { type: "device", device, ...this.#base(0o666) });
  }

  /** A name for a listening socket; EADDRINUSE when taken. */
  socket(path: string, cwd: string): Inode {
    const place = this.place(path, cwd, true);
    if (place.node) fail("EADDRINUSE");
    this.space.takeNode();
    const node: Inode = { type: "socket", ...this.#base(0o777) };
    this.#attach(place, node);
    return node;
  }

  link(from: string, to: string, cwd: string): void {
    const node = this.node(from, cwd, false);
    const place = this.place(to, cwd, false);
    if (place.node) fail("EEXIST");
    if (node.type === "folder") fail("EPERM");
    this.setAttributes(node, { nlink: node.nlink + 1 });
    this.#attach(place, node, false);
  }

  unlink(path: string, cwd: string): void {
    const place = this.place(path, cwd, false);
    if (!place.node) fail("ENOENT");
    if (place.node.type === "folder") fail("EISDIR");
    this.#detach(place);
  }

  rmdir(path: string, cwd: string): void {
    const place = this.place(path.replace(/\/+$/, "") || "/", cwd, false);
    if (!place.node) fail("ENOENT");
    if (place.node.type !== "folder") fail("ENOTDIR");
    if (place.node.entries.size > 0) fail("ENOTEMPTY");
    if (place.node === this.root) fail("EPERM");
    this.#detach(place);
  }

  /** Removes as `fs.rm`: a folder only when recursive; an absent path is fine when forced. */
  rm(path: string, cwd: string, recursive: boolean, force: boolean): void {
    let place: Place;
    try {
      place = this.place(path, cwd, false);
      if (!place.node) fail("ENOENT");
    } catch (error) {
      if (force) return;
      throw error;
    }
    const node = place.node;
    if (!node) return;
    if (node === this.root) fail("EPERM");
    if (node.type === "folder") {
      if (!recursive) fail("EISDIR");
      this.#empty(node);
    }
    this.#detach(place);
  }

  rename(from: string, to: string, cwd: string): void {
    const source = this.place(from, cwd, false);
    const target = this.place(to, cwd, false);
    const node = source.node;
    if (!node) fail("ENOENT");
    if (target.node === node) return;
    if (node.type === "folder") {
      if (target.node && target.node.type !== "folder") fail("ENOTDIR");
      for (let at: FolderNode | null = target.folder; at; at = at.parent) if (at === node) fail("EINVAL");
    }
    if (target.node?.type === "folder") {
      if (node.type !== "folder") fail("EISDIR");
      if (target.node.entries.size > 0) fail("ENOTEMPTY");
    }
    if (target.node) this.#detach(target);
    source.folder.entries.delete(source.name);
    this.versions.nameChanged(source.folder.ino, source.name);
    this.#stamp(source.folder);
    this.watches.tell(source.folder, source.name, "rename", node);
    this.#attach({ folder: target.folder, name: target.name, node: undefined }, node, false);
  }

  /** Entry names with their types, in order of creation. */
  readdir(path: string, cwd: string): { name: string; node: Inode }[] {
    const folder = this.folder(path, cwd);
    this.versions.noteNode(folder.ino);
    return [...folder.entries].map(([name, node]) => ({ name, node }));
  }

  /** A fresh folder whose name starts with the prefix. */
  mkdtemp(prefix: string, cwd: string): string {
    const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    const tail = [...this.#ports.random(6)].map((byte) => letters[byte % letters.length]).join("");
    this.mkdir(prefix + tail, cwd, 0o700, false);
    return prefix + tail;
  }

  /** Marks a node's contents as changed now. */
  touch(node: Inode): void {
    const now = this.now;
    node.mtimeMs = now;
    node.ctimeMs = now;
    this.versions.nodeChanged(node.ino);
  }

  /** Changes what `stat` tells of a node beside its contents. */
  setAttributes(node: Inode, attributes: Partial<Pick<Inode, "mode" | "nlink" | "atimeMs" | "mtimeMs">>): void {
    Object.assign(node, attributes);
    node.ctimeMs = this.now;
    this.versions.nodeChanged(node.ino);
  }

  truncate(file: FileNode, length: number): void {
    if (length < 0) fail("EINVAL");
    truncate(file, length, this.space);
    this.touch(file);
  }

  /** Called when an open description of the node goes: a file without names is freed with its last one. */
  release(node: Inode): void {
    node.opened--;
    if (node.opened === 0 && node.nlink === 0) this.space.giveNode(node.type === "file" ? node.bytes.length : 0);
  }

  stat(node: Inode): FileStat {
    this.versions.noteNode(node.ino);
    const size =
      node.type === "file" ? node.size : node.type === "link" ? node.target.length : node.type === "folder" ? 4096 : 0;
    return {
      dev: 1,
      ino: node.ino,
      mode: fileTypes[node.type] | node.mode,
      nlink: node.type === "folder" ? 2 : node.nlink,
      uid: 1000,
      gid: 1000,
      rdev: node.type === "device" ? 259 : 0,
      size,
      blksize: 4096,
      blocks: Math.ceil(size / 512),
      atimeMs: node.atimeMs,
      mtimeMs: node.mtimeMs,
      ctimeMs: node.ctimeMs,
      birthtimeMs: node.birthtimeMs,
    };
  }

  #base(mode: number) {
    const now = this.now;
    return {
      ino: this.#nextInode++,
      mode,
      nlink: 1,
      opened: 0,
      atimeMs: now,
      mtimeMs: now,
      ctimeMs: now,
      birthtimeMs: now,
    };
  }

  #newFolder(mode: number, parent: FolderNode | null, name: string): FolderNode {
    return { type: "folder", entries: new Map(), parent, name, ...this.#base(mode & 0o7777) };
  }

  #attach(place: Place, node: Inode, fresh = true): void {
    if (node.type === "folder") {
      node.parent = place.folder;
      node.name = place.name;
    }
    place.folder.entries.set(place.name, node);
    this.versions.nameChanged(place.folder.ino, place.name);
    if (!fresh) this.setAttributes(node, {});
    this.#stamp(place.folder);
    this.watches.tell(place.folder, place.name, "rename", node);
  }

  #detach(place: Place): void {
    const node = place.node;
    if (!node) return;
    place.folder.entries.delete(place.name);
    this.versions.nameChanged(place.folder.ino, place.name);
    this.setAttributes(node, { nlink: node.nlink - 1 });
    if (node.nlink === 0 && node.opened === 0) this.space.giveNode(node.type === "file" ? node.bytes.length : 0);
    this.#stamp(place.folder);
    this.watches.tell(place.folder, place.name, "rename", node);
  }

  #empty(folder: FolderNode): void {
    for (const [name, node] of [...folder.entries]) {
      if (node.type === "folder") this.#empty(node);
      this.#detach({ folder, name, node });
    }
  }

  #stamp(folder: FolderNode): void {
    this.touch(folder);
  }
}
