import { zipSync } from "fflate";
import * as v from "valibot";
import type { FileTree } from "../kernel/file-tree.ts";
import type { FolderNode, Inode } from "../kernel/inode.ts";
import { fromLatin1, latin1 } from "./file-api.ts";
import { globToRegExp } from "./glob.ts";
import { limits } from "./limits.ts";
import { unpack } from "./message-pack.ts";

/** The client's tree on the wire: folders `d`, files `f.c` (latin1 when `f.b`), symbolic links `f.l`. */
export type TreeNode = { d: Record<string, TreeNode> } | { f: { c: string; b?: true } | { l: string } };

const fileSchema = v.union([
  v.object({ f: v.object({ c: v.instance(Uint8Array) }) }),
  v.object({ f: v.object({ c: v.string(), b: v.optional(v.boolean()) }) }),
  v.object({ f: v.object({ l: v.string() }) }),
]);
const exportSchema = v.object({
  format: v.optional(v.picklist(["json", "binary", "zip"]), "json"),
  includes: v.nullish(v.array(v.string())),
  excludes: v.nullish(v.array(v.string())),
});
const encoder = new TextEncoder();

/** A folder of the tree and its entry's two levels in MessagePack. */
const levelsPerFolder = 2;

/** Reads a mounted payload: the tree as JSON, which is also our binary snapshot, or one made by `@webcontainer/snapshot`. */
export function mount(tree: FileTree, payload: unknown, folder: string): void {
  if (!(payload instanceof Uint8Array)) throw new Error("mount takes a tree or a binary snapshot.");
  if (payload.length > limits.mountBytes)
    throw new Error("ENOSPC: no space left on device, the mounted tree is too large");
  const isJson = payload[0] === "{".charCodeAt(0);
  const parsed: unknown = isJson
    ? JSON.parse(new TextDecoder().decode(payload))
    : unpack(payload, limits.mountDepth * levelsPerFolder);
  tree.folder(folder);
  mountFolder(tree, parsed, folder, 0);
}

function mountFolder(tree: FileTree, folder: unknown, path: string, depth: number): void {
  if (depth > limits.mountDepth) throw new Error("The mounted tree is nested too deeply.");
  if (
    typeof folder !== "object" ||
    folder === null ||
    !("d" in folder) ||
    typeof folder.d !== "object" ||
    folder.d === null
  ) {
    throw new Error(`The mounted tree is malformed at '${path}'.`);
  }
  if (depth > 0) tree.mkdir(path, "/", 0o755, true);
  for (const [name, entry] of Object.entries(folder.d)) {
    if (name === "" || name === "." || name === ".." || name.includes("/") || name.includes("\0")) {
      throw new Error(`The mounted tree has an entry with the name '${name}': a name is one path segment.`);
    }
    mountEntry(tree, entry, path === "/" ? `/${name}` : `${path}/${name}`, depth);
  }
}

function mountEntry(tree: FileTree, entry: unknown, path: string, depth: number): void {
  const file = v.safeParse(fileSchema, entry);
  if (!file.success) {
    mountFolder(tree, entry, path, depth + 1);
    return;
  }
  const content = file.output.f;
  if ("l" in content) {
    tree.rm(path, "/", true, true);
    tree.symlink(content.l, path, "/");
    return;
  }
  tree.writeFile(path, "/", contentBytes(content));
}

function contentBytes({ c, b }: { c: string | Uint8Array; b?: boolean | undefined }): Uint8Array<ArrayBuffer> {
  if (typeof c !== "string") return c.slice(); // the file must not keep the whole snapshot alive
  return b ? fromLatin1(c) : encoder.encode(c);
}

/** Packs a folder as `export` asks: JSON or binary (the same bytes), or a zip archive. */
export function pack(tree: FileTree, path: string, options: unknown): Uint8Array<ArrayBuffer> {
  const { format, includes, excludes } = v.parse(exportSchema, options ?? {});
  const node = tree.node(path);
  if (node.type === "file" && format === "json")
    throw new Error("It is not possible to export a single file in the JSON format.");
  if (node.type !== "folder") throw new Error(`ENOTDIR: not a directory, export '${path}'`);
  const keep = selector(includes ?? [], excludes ?? []);
  if (format === "zip") return zip(node, keep);
  return encoder.encode(JSON.stringify(toTree(node, "", keep) ?? { d: {} }));
}

type Keep = (path: string, insideExcluded: boolean) => "keep" | "excluded";

function selector(includes: readonly string[], excludes: readonly string[]): Keep {
  const wanted = includes.map(globToRegExp);
  const unwanted = excludes.map(globToRegExp);
  return (path, insideExcluded) => {
    if (wanted.some((pattern) => pattern.test(path))) return "keep";
    return insideExcluded || unwanted.some((pattern) => pattern.test(path)) ? "excluded" : "keep";
  };
}

function toTree(folder: FolderNode, prefix: string, keep: Keep, excluded = false): TreeNode | null {
  const entries: Record<string, TreeNode> = {};
  for (const [name, node] of folder.entries) {
    const path = prefix + name;
    const out = keep(path, excluded) === "excluded";
    const child = node.type === "folder" ? toTree(node, `${path}/`, keep, out) : out ? null : toLeaf(node);
    if (child) Object.defineProperty(entries, name, { value: child, enumerable: true });
  }
  return excluded && Object.keys(entries).length === 0 ? null : { d: entries };
}

function toLeaf(node: Inode): TreeNode | null {
  if (node.type === "link") return { f: { l: node.target } };
  if (node.type !== "file") return null;
  const bytes = node.bytes.subarray(0, node.size);
  try {
    return { f: { c: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) } };
  } catch {
    return { f: { c: latin1(bytes), b: true } }; // not UTF-8: the wire's binary form
  }
}

function zip(folder: FolderNode, keep: Keep): Uint8Array<ArrayBuffer> {
  const files: Record<string, Uint8Array> = {};
  collect(folder, "", keep, false, files);
  return new Uint8Array(zipSync(files, { level: 6 }));
}

function collect(
  folder: FolderNode,
  prefix: string,
  keep: Keep,
  excluded: boolean,
  files: Record<string, Uint8Array>,
): void {
  for (const [name, node] of folder.entries) {
    const path = prefix + name;
    const out = keep(path, excluded) === "excluded";
    if (node.type === "folder") collect(node, `${path}/`, keep, out, files);
    else if (node.type === "file" && !out) files[path] = node.bytes.slice(0, node.size);
  }
}
