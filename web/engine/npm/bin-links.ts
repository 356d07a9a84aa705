import { chmodSync, lstatSync, mkdirSync, rmSync, statSync, symlinkSync } from "node:fs";
import { join, posix, relative } from "node:path";
import type { TreeNode } from "./tree.ts";

/** The files of a package that are programs, as paths inside it; a path that leaves the package is dropped. */
export function programFiles(bin: Readonly<Record<string, string>>): Map<string, string> {
  const files = new Map<string, string>();
  for (const [name, path] of Object.entries(bin)) {
    const clean = posix.normalize(path.replaceAll("\\", "/")).replace(/^\/+/, "");
    if (!clean.startsWith("..") && clean !== ".") files.set(name, clean);
  }
  return files;
}

/** Puts a package's programs into the .bin folder beside it. */
export function linkPrograms(folder: string, node: TreeNode, bin: Readonly<Record<string, string>>): void {
  const home = join(folder, node.parent?.home ?? "", "node_modules");
  for (const [name, path] of programFiles(bin)) {
    const target = join(folder, node.home, path);
    if (!statSync(target, { throwIfNoEntry: false })?.isFile()) continue;
    chmodSync(target, 0o755);
    const link = join(home, ".bin", name);
    mkdirSync(join(home, ".bin"), { recursive: true });
    if (lstatSync(link, { throwIfNoEntry: false })) rmSync(link, { force: true });
    symlinkSync(relative(join(home, ".bin"), join(folder, node.location, path)), link);
  }
}
