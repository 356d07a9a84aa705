/** The workspace as one tree for the engine's `mount`. */
import type { FileSystemTree } from "@webcontainer/api";
import type { WorkspaceFiles } from "../sync/session.ts";
import { folder } from "./decide.ts";
import { digestOf } from "./digest.ts";

export interface Mounted {
  tree: FileSystemTree;
  /** State of each path in the tree, and the text of text files. */
  agreed: Map<string, Agreement>;
  /** Blobs that could not be fetched now. */
  absent: string[];
}

export interface Agreement {
  state: string;
  text?: string;
}

/** Everything the document shows, with blobs fetched. */
export async function mountTree(files: WorkspaceFiles): Promise<Mounted> {
  const root: FileSystemTree = {};
  const folders = new Map<string, FileSystemTree>([["", root]]);
  const mounted: Mounted = { tree: root, agreed: new Map(), absent: [] };
  for (const row of files.tree.getState().rows) {
    const parent = folders.get(row.parent) ?? root;
    if (row.kind === "folder") {
      const directory: FileSystemTree = {};
      parent[row.name] = { directory };
      folders.set(row.id, directory);
      mounted.agreed.set(row.path, { state: folder });
      continue;
    }
    const bytes = await files.bytes(row.id);
    if (!bytes) {
      mounted.absent.push(row.path);
      continue;
    }
    const text = row.kind === "file" ? decodeText(bytes) : undefined;
    parent[row.name] = { file: { contents: text ?? bytes } };
    mounted.agreed.set(row.path, { state: digestOf(bytes), ...(text !== undefined && { text }) });
  }
  return mounted;
}

/** The text with its byte order mark. */
export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}
