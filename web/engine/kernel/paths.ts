import { limits } from "./limits.ts";
import { fail } from "./system-error.ts";

/** The path's names, with "." and empty names left out; ".." stays, because a symbolic link may stand before it. */
export function pathNames(path: string): string[] {
  if (path === "") fail("ENOENT");
  if (path.includes("\0")) fail("EINVAL");
  if (isLongerThan(path, limits.pathLength - 1)) fail("ENAMETOOLONG");
  const names: string[] = [];
  for (const name of path.split("/")) {
    if (name === "" || name === ".") continue;
    if (isLongerThan(name, limits.nameLength)) fail("ENAMETOOLONG");
    names.push(name);
  }
  return names;
}

/** Compares the length in bytes. */
function isLongerThan(name: string, bytes: number): boolean {
  if (name.length * 3 <= bytes) return false;
  let count = 0;
  for (const character of name) {
    const code = character.codePointAt(0) ?? 0;
    // A byte that is no UTF-8 stands in a name as a lone surrogate (U+DC80 and up).
    if (code < 0x80 || (code >= 0xdc80 && code <= 0xdcff)) count += 1;
    else count += code < 0x800 ? 2 : code < 0x1_0000 ? 3 : 4;
  }
  return count > bytes;
}

/** Joins and cleans a path by its text alone. */
export function normalizePath(path: string, cwd = "/"): string {
  const names: string[] = [];
  for (const name of (path.startsWith("/") ? path : `${cwd}/${path}`).split("/")) {
    if (name === "" || name === ".") continue;
    if (name === "..") names.pop();
    else names.push(name);
  }
  return `/${names.join("/")}`;
}

/** True when `path` is `folder` or lies in it; both normalized. */
export function isInside(path: string, folder: string): boolean {
  return path === folder || folder === "/" || path.startsWith(`${folder}/`);
}
