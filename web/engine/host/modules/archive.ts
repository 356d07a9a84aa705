/** One folder as one run of bytes: an index as JSON, then all contents, one after the other. */
import * as v from "valibot";
import type { FileTree } from "../../kernel/file-tree.ts";
import type { FolderNode } from "../../kernel/inode.ts";

const entrySchema = v.object({
  /** Path below the folder; parents come before what they hold. */
  path: v.pipe(v.string(), v.check(isInnerPath)),
  mode: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0o7777)),
  mtimeMs: v.pipe(v.number(), v.finite()),
  /** Bytes of a file; absent for a folder and a link. */
  size: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  /** Where a symbolic link leads. */
  link: v.optional(v.string()),
});
const indexSchema = v.array(entrySchema);
type Entry = v.InferOutput<typeof entrySchema>;

const lengthBytes = 4;

function isInnerPath(path: string): boolean {
  return path.split("/").every((name) => name !== "" && name !== "." && name !== ".." && !name.includes("\0"));
}

/** Packs a folder's files, folders and links; null when it holds more than `capBytes`. */
export function packFolder(folder: FolderNode, capBytes: number): Uint8Array<ArrayBuffer> | null {
  const entries: Entry[] = [];
  const contents: Uint8Array[] = [];
  collect(folder, "", entries, contents);
  const index = new TextEncoder().encode(JSON.stringify(entries));
  const total = contents.reduce((sum, part) => sum + part.length, lengthBytes + index.length);
  if (total > capBytes) return null;
  const all = new Uint8Array(total);
  new DataView(all.buffer).setUint32(0, index.length);
  let at = lengthBytes;
  for (const part of [index, ...contents]) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function collect(folder: FolderNode, prefix: string, entries: Entry[], contents: Uint8Array[]): void {
  for (const [name, node] of folder.entries) {
    const entry: Entry = { path: prefix + name, mode: node.mode, mtimeMs: node.mtimeMs };
    if (node.type === "folder") {
      entries.push(entry);
      collect(node, `${entry.path}/`, entries, contents);
    } else if (node.type === "link") entries.push({ ...entry, link: node.target });
    else if (node.type === "file") {
      entries.push({ ...entry, size: node.size });
      contents.push(node.bytes.subarray(0, node.size));
    }
  }
}

/** Lays what was packed into `path`, which must not stand yet; false when the bytes are not whole, and then nothing is laid. */
export function unpackFolder(tree: FileTree, path: string, bytes: Uint8Array): boolean {
  const entries = readIndex(bytes);
  if (!entries) return false;
  tree.mkdir(path, "/", 0o755, true);
  let at = bytes.length - entries.reduce((sum, { size = 0 }) => sum + size, 0);
  try {
    for (const entry of entries) {
      at += layEntry(tree, `${path}/${entry.path}`, entry, bytes.subarray(at));
    }
  } catch (error) {
    tree.rm(path, "/", true, true);
    throw error;
  }
  return true;
}

function layEntry(tree: FileTree, path: string, { mode, mtimeMs, size, link }: Entry, rest: Uint8Array): number {
  if (link !== undefined) tree.symlink(link, path, "/");
  else if (size === undefined) tree.mkdir(path, "/", mode, false);
  else tree.writeFile(path, "/", rest.slice(0, size), mode);
  tree.setAttributes(tree.node(path, "/", false), { mode, mtimeMs });
  return size ?? 0;
}

function readIndex(bytes: Uint8Array): Entry[] | null {
  if (bytes.length < lengthBytes) return null;
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  if (lengthBytes + length > bytes.length) return null;
  const parsed = v.safeParse(
    indexSchema,
    parseJson(new TextDecoder().decode(bytes.subarray(lengthBytes, lengthBytes + length))),
  );
  if (!parsed.success) return null;
  const entries = parsed.output;
  const contents = entries.reduce((sum, { size = 0 }) => sum + size, 0);
  return lengthBytes + length + contents === bytes.length && standInFolders(entries) ? entries : null;
}

/** Every entry lies in the folder itself or in a folder of the index: nothing is laid through a link. */
function standInFolders(entries: Entry[]): boolean {
  const folders = new Set([""]);
  for (const { path, size, link } of entries) {
    if (!folders.has(path.slice(0, Math.max(0, path.lastIndexOf("/"))))) return false;
    if (size === undefined && link === undefined) folders.add(path);
  }
  return true;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // not an index: the caller says so
  }
}
