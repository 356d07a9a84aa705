import { isInside, normalizePath } from "../kernel/paths.ts";

/** A path of the client: relative to the working directory, which is also its "/"; an absolute path inside it is taken as it is. */
export function clientPath(path: unknown, workdir: string): string {
  if (typeof path !== "string" || path === "") throw new Error("A path must be a non-empty string.");
  if (isInside(normalizePath(path), workdir)) return normalizePath(path);
  let depth = 0;
  for (const name of path.split("/")) {
    if (name === "" || name === ".") continue;
    depth += name === ".." ? -1 : 1;
    if (depth < 0) throw new Error(`EACCES: permission denied, '${path}' is outside of the working directory`);
  }
  return normalizePath(path.replace(/^\/+/, "./"), workdir);
}
