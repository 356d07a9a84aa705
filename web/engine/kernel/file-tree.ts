import { Space, setContents, truncate } from "./file-contents.ts";
import { type DeviceName, type FileNode, type FolderNode, fileTypes, folderPath, type Inode } from "./inode.ts";
import { limits } from "./limits.ts";
import { pathNames } from "./paths.ts";
import type { FileStat } from "./protocol.ts";
import { fail, SystemError } from "./system-error.ts";
import { Versions } from "./versions.ts";
import { type Place, requireRights, rights, type Start, startPath, walk } from "./walk.ts";
import { Watches } from "./watches.ts";

export interface TreePorts {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs `flush` soon, after what is running now. */
  defer(flush: () => void): void;
  random(count: number): Uint8Array;
}

/** An in-memory POSIX file tree: every path argument is absolute or relative to `start`, every failure a `SystemError`. */
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
  place(path: string, start: Start, followLast: boolean): Place {
    return walk(this.root, this.versions, path, start, followLast);
  }

  /** What stands at the path; ENOENT when nothing does. */
  node(path: string, start: Start = "/", follow = true): Inode {
    return this.place(path, start, follow).node ?? fail("ENOENT");
  }

  /** The same as a value: undefined where `node` fails. */
  peek(path: string, start: Start = "/"): Inode | undefined {
    try {
      return this.place(path, start, true).node;
    } catch {
      return undefined; // the question was whether something stands there: any reason is a no
    }
  }

  file(path: string, start: Start = "/"): FileNode {
    const node = this.node(path, start);
    if (node.type === "folder") fail("EISDIR");
    if (node.type !== "file") fail("EINVAL");
    return node;
  }

  folder(path: string, start: Start = "/"): FolderNode {
    const node = this.node(path, start);
    return node.type === "folder" ? node : fail("ENOTDIR");
  }

  realpath(path: string, start: Start = "/"): string {
    const { folder, name, node } = this.place(path, start, true);
    if (!node) fail("ENOENT");
    const own = node.type === "folder" ? node : folder;
    for (let at = own; at.parent; at = at.parent) this.versions.noteName(at.parent.ino, at.name);
    if (node.type === "folder") return folderPath(node);
    const parent = folderPath(folder);
    return parent === "/" ? `/${name}` : `${parent}/${name}`;
  }

  /** Creates an empty file in place; EEXIST when the name is taken. */
  createFile(path: string, start: Start, mode: number): FileNode {
    const place = this.place(path, start, true);
    if (place.node) fail("EEXIST");
    if (path.endsWith("/")) fail("EISDIR");
    requireRights(place.folder, rights.write, start);
    this.space.takeNode();
    const file: FileNode = { type: "file", bytes: new Uint8Array(0), size: 0, ...this.#base(mode & 0o7777) };
    this.#attach(place, file);
    return file;
  }

  /** Writes a whole file, creating it; `bytes` becomes the tree's own. */
  writeFile(path: string, start: Start, bytes: Uint8Array<ArrayBuffer>, mode = 0o644): void {
    const place = this.place(path, start, true);
    if (place.node?.type === "folder") fail("EISDIR");
    const fresh = !place.node;
    if (place.node) requireRights(place.node, rights.write, start);
    const file = place.node ?? this.createFile(path, start, mode);
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
  mkdir(path: string, start: Start, mode: number, recursive: boolean): string | null {
    if (!recursive) {
      const place = this.place(path.replace(/\/+$/, "") || "/", start, false);
      if (place.node || place.name === "") fail("EEXIST");
      requireRights(place.folder, rights.write, start);
      this.space.takeNode();
      this.#attach(place, this.#newFolder(mode, place.folder, place.name));
      return null;
    }
    let first: string | null = null;
    const names = pathNames(path);
    let at = path.startsWith("/") ? "" : startPath(start).replace(/^\/$/, "");
    for (const [index, name] of names.entries()) {
      at += `/${name}`;
      const node = this.place(at, start, true).node;
      if (node?.type === "folder") continue;
      if (node) fail(index === names.length - 1 ? "EEXIST" : "ENOTDIR");
      if (this.place(at, start, false).node) fail("ENOENT"); // a link to nothing
      this.mkdir(at, start, mode, false);
      first ??= at;
    }
    return first;
  }

  symlink(target: string, path: string, start: Start): void {
    if (target === "") fail("ENOENT");
    if (target.length >= limits.pathLength) fail("ENAMETOOLONG");
    const place = this.place(path, start, false);
    if (place.node) fail("EEXIST");
    requireRights(place.folder, rights.write, start);
    this.space.takeNode();
    this.#attach(place, { type: "link", target, ...this.#base(0o777) });
  }

  device(path: string, device: DeviceName): void {
    const place = this.place(path, "/", false);
    this.space.takeNode();
    this.#attach(place, { type: "device", device, ...this.#base(0o666) });
  }

  /** A name for a listening socket; EADDRINUSE when taken. */
  socket(path: string, start: Start): Inode {
    const place = this.place(path, start, true);
    if (place.node) fail("EADDRINUSE");
    requireRights(place.folder, rights.write, start);
    this.space.takeNode();
    const node: Inode = { type: "socket", ...this.#base(0o777) };
    this.#attach(place, node);
    return node;
  }

  link(from: string, to: string, start: Start): void {
    const node = this.node(from, start, false);
    const place = this.place(to, start, false);
    if (place.node) fail("EEXIST");
    if (node.type === "folder") fail("EPERM");
    requireRights(place.folder, rights.write, start);
    this.setAttributes(node, { nlink: node.nlink + 1 });
    this.#attach(place, node, false);
  }

  unlink(path: string, start: Start): void {
    const place = this.place(path, start, false);
    if (!place.node) fail("ENOENT");
    requireRights(place.folder, rights.write, start);
    if (place.node.type === "folder") fail("EISDIR");
    this.#detach(place);
  }

  rmdir(path: string, start: Start): void {
    const place = this.place(path.replace(/\/+$/, "") || "/", start, false);
    if (!place.node) fail("ENOENT");
    requireRights(place.folder, rights.write, start);
    if (place.node.type !== "folder") fail("ENOTDIR");
    if (place.node.entries.size > 0) fail("ENOTEMPTY");
    if (place.node === this.root) fail("EPERM");
    this.#detach(place);
  }

  /** Removes as `fs.rm`: a folder only when recursive; an absent path is fine when forced. */
  rm(path: string, start: Start, recursive: boolean, force: boolean): void {
    let place: Place;
    try {
      place = this.place(path, start, false);
      if (!place.node) fail("ENOENT");
    } catch (error) {
      if (force && error instanceof SystemError && /^ENO(ENT|TDIR)$/.test(error.code)) return;
      throw error;
    }
    const node = place.node;
    if (!node) return;
    if (node === this.root) fail("EPERM");
    if (node.type === "folder") {
      if (!recursive) fail("EISDIR");
      this.#empty(node, start);
    }
    requireRights(place.folder, rights.write, start);
    this.#detach(place);
  }

  rename(from: string, to: string, start: Start): void {
    const source = this.place(from, start, false);
    const target = this.place(to, start, false);
    const node = source.node;
    if (!node) fail("ENOENT");
    if (target.node === node) return;
    requireRights(source.folder, rights.write, start);
    requireRights(target.folder, rights.write, start);
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
  readdir(path: string, start: Start): { name: string; node: Inode }[] {
    const folder = this.folder(path, start);
    requireRights(folder, rights.read, start);
    this.versions.noteNode(folder.ino);
    return [...folder.entries].map(([name, node]) => ({ name, node }));
  }

  /** A fresh folder whose name starts with the prefix. */
  mkdtemp(prefix: string, start: Start): string {
    const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    const tail = [...this.#ports.random(6)].map((byte) => letters[byte % letters.length]).join("");
    this.mkdir(prefix + tail, start, 0o700, false);
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
    if (node.type === "folder" && attributes.mode !== undefined) this.versions.rightsChanged();
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
      nlink: node.type === "folder" ? folderLinks(node) : node.nlink,
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

  #empty(folder: FolderNode, start: Start): void {
    requireRights(folder, rights.read | (folder.entries.size > 0 ? rights.write | rights.execute : 0), start);
    for (const [name, node] of [...folder.entries]) {
      if (node.type === "folder") this.#empty(node, start);
      this.#detach({ folder, name, node });
    }
  }

  #stamp(folder: FolderNode): void {
    this.touch(folder);
  }
}

/** Its name, its "." and the ".." of each folder in it. */
function folderLinks(folder: FolderNode): number {
  let count = folder.nlink === 0 ? 0 : 2;
  for (const node of folder.entries.values()) if (node.type === "folder") count++;
  return count;
}
