/** The engine's file system as the mirror uses it, and how its answers are read. */

import { folder, missing, type PathState } from "./decide.ts";
import { digestOf } from "./digest.ts";

/** The part of the client's `fs` in use. Paths are relative to the workspace's top. */
export interface EngineFiles {
  readFile(path: string): Promise<Uint8Array>;
  readdir(path: string, options: { withFileTypes: true }): Promise<{ name: string; isDirectory(): boolean }[]>;
  writeFile(path: string, data: Uint8Array): Promise<void>;
  mkdir(path: string, options: { recursive: true }): Promise<unknown>;
  rm(path: string, options: { recursive: boolean; force: boolean }): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  watch(
    path: string,
    options: { recursive: true },
    listener: (event: "rename" | "change", name: string | Uint8Array) => void,
  ): { close(): void };
}

export interface EngineEntry {
  state: PathState;
  /** Of a file. */
  bytes?: Uint8Array<ArrayBuffer>;
}

/** What the engine has at `path`; undefined for what cannot be mirrored (a link to a folder) or cannot be read now. */
export async function readEntry(files: EngineFiles, path: string): Promise<EngineEntry | undefined> {
  try {
    const bytes = new Uint8Array(await files.readFile(path));
    return { state: digestOf(bytes), bytes };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (/ENOENT|ENOTDIR/.test(message)) return { state: missing };
    // Anything but a folder here is a device, a socket or a loop of links: nothing to mirror.
    if (!message.includes("EISDIR")) return undefined;
  }
  // Reading follows links, listing does not: a link to a folder could lead in circles.
  const entries = await listFolder(files, parentOf(path));
  const entry = entries.find(({ name }) => name === nameOf(path));
  return entry?.isFolder ? { state: folder } : undefined;
}

/** The bytes of a file; undefined for what is no file or not there any more. */
export async function readBytes(files: EngineFiles, path: string): Promise<Uint8Array | undefined> {
  try {
    return await files.readFile(path);
  } catch {
    // A folder, or removed meanwhile.
    return undefined;
  }
}

/** The entries of a folder; none when it is not there any more. */
export async function listFolder(files: EngineFiles, path: string): Promise<{ name: string; isFolder: boolean }[]> {
  try {
    const entries = await files.readdir(path === "" ? "." : path, { withFileTypes: true });
    return entries.map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }));
  } catch {
    // Removed or replaced meanwhile: its own event follows.
    return [];
  }
}

export function parentOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "" : path.slice(0, slash);
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
