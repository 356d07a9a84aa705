/** Remembers what a build part was made from, so that an unchanged part is not built again. */
import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { dist, root } from "./paths.ts";

/** SHA-256 over the paths and contents of the files that the globs name, tests left out. */
export function hashSources(globs: string[]): string {
  const files = globs.flatMap((glob) =>
    globSync(glob, { cwd: root, exclude: (name) => name.includes("node_modules") }),
  );
  const hash = createHash("sha256");
  for (const file of [...new Set(files)].sort()) {
    if (/\.test\.tsx?$|\.md$/.test(file)) continue;
    try {
      hash.update(file).update(readFileSync(join(root, file)));
    } catch {
      hash.update(file); // a folder
    }
  }
  return hash.digest("hex");
}

const stampFile = (part: string): string => join(dist, ".stamps", part);

export function isFresh(part: string, hash: string): boolean {
  const file = stampFile(part);
  return existsSync(file) && readFileSync(file, "utf8") === hash;
}

export function forget(part: string): void {
  rmSync(stampFile(part), { force: true });
}

export function remember(part: string, hash: string): void {
  mkdirSync(dirname(stampFile(part)), { recursive: true });
  writeFileSync(stampFile(part), hash);
}
