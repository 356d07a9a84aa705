import { limits } from "./limits.ts";
import { fail } from "./system-error.ts";

/** The absolute path's names, with "." and empty names left out; ".." stays, because a symbolic link may stand before it. */
export function pathNames(path: string, cwd: string): string[] {
  if (path === "") fail("ENOENT");
  if (path.includes("\0")) fail("EINVAL");
  if (path.length > limits.pathLength) fail("ENAMETOOLONG");
  const absolute = path.startsWith("/") ? path : `${cwd}/${path}`;
  const names: string[] = [];
  for (const name of absolute.split("/")) {
    if (name === "" || name === ".") continue;
    if (name.length > limits.nameLength) fail("ENAMETOOLONG");
    names.push(name);
  }
  return names;
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
