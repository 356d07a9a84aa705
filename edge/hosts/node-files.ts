/** Folders of the Node host: blobs, built files, the proxy's cache. */
import { randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import type { Assets, Blobs } from "../ports.ts";
import type { ProxyCache } from "../proxy/registry.ts";
import { contentTypeOf } from "./content-types.ts";

export function createFolderBlobs(folder: string): Blobs {
  return {
    get: (key) => readIfThere(inside(folder, key)),
    put: (key, bytes) => writeWhole(inside(folder, key), bytes),
    deleteAll: (prefix) => rm(inside(folder, prefix), { force: true, recursive: true }),
  };
}

/** The modification time of a cached file is the time it was fetched. */
export function createFolderCache(folder: string): ProxyCache {
  return {
    async get(key) {
      const file = inside(folder, key);
      const bytes = await readIfThere(file);
      return bytes && { bytes, storedAt: Math.round((await stat(file)).mtimeMs) };
    },
    async put(key, { bytes, storedAt }) {
      const file = inside(folder, key);
      await writeWhole(file, bytes);
      await utimes(file, storedAt / 1000, storedAt / 1000);
    },
  };
}

/** `dist/`, with `.br` and `.gz` twins where the build made them. */
export function createFolderAssets(folder: string): Assets {
  return {
    async get(path, accept) {
      const file = resolve(folder, path);
      if (!file.startsWith(resolve(folder) + sep) || path.includes("\0")) return undefined;
      for (const { encoding, suffix } of encodings) {
        if (encoding !== undefined && !accept.includes(encoding)) continue;
        const found = await readWithTag(file + suffix);
        if (!found) continue;
        return {
          body: found.bytes,
          contentType: contentTypeOf(path),
          etag: `"${found.tag}${suffix}"`,
          ...(encoding ? { encoding } : {}),
        };
      }
      return undefined;
    },
  };
}

const encodings = [
  { encoding: "br", suffix: ".br" },
  { encoding: "gzip", suffix: ".gz" },
  { encoding: undefined, suffix: "" },
] as const;

async function readWithTag(file: string): Promise<{ bytes: Uint8Array<ArrayBuffer>; tag: string } | undefined> {
  const bytes = await readIfThere(file);
  if (!bytes) return undefined;
  const { mtimeMs, size } = await stat(file);
  return { bytes, tag: `${size.toString(36)}-${Math.floor(mtimeMs).toString(36)}` };
}

async function readIfThere(file: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    const bytes = await readFile(file);
    return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "EISDIR" || code === "ENOTDIR" || code === "ENAMETOOLONG") return undefined;
    throw error;
  }
}

/** A reader sees the old file or the whole new one; the bytes are on the disk before the name is. */
async function writeWhole(file: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const temporary = `${file}.${randomUUID()}.tmp`;
  const handle = await open(temporary, "w");
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, file);
}

/** Keys are made by the edge itself; one that would leave the folder is a bug. */
function inside(folder: string, key: string): string {
  const file = resolve(join(folder, key));
  if (!file.startsWith(resolve(folder) + sep)) throw new Error("the key leaves its folder");
  return file;
}
