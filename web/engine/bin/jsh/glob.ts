import { readdirSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { errorCode } from "../lib/errors.ts";
import { globToPattern } from "../lib/glob-pattern.ts";

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function exists(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    if (errorCode(error) === "") throw error;
    return false;
  }
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if (errorCode(error) === "") throw error;
    return [];
  }
}

const join = (folder: string, name: string) =>
  folder === "" || folder.endsWith("/") ? folder + name : `${folder}/${name}`;

/** Paths that a glob names, sorted; empty when none. `**` reaches through folders (not hidden ones). */
export function expandGlob(glob: string, cwd: string, shopt: ReadonlySet<string> = new Set()): string[] {
  let found = [glob.startsWith("/") ? "/" : ""];
  const segments = glob.split("/").filter((segment, at, all) => segment !== "" || at === all.length - 1);
  segments.forEach((segment, at) => {
    const last = at === segments.length - 1;
    found = found.flatMap((folder) => matches(segment, folder, last, cwd, shopt));
  });
  return found.filter((path) => path !== "");
}

function matches(segment: string, folder: string, last: boolean, cwd: string, shopt: ReadonlySet<string>): string[] {
  const place = resolve(cwd, folder);
  if (segment === "") return [`${folder}/`];
  if (segment === "**") {
    const folders = foldersUnder(place, folder);
    if (!last) return [folder, ...folders];
    return [folder, ...folders].flatMap((one) => matches("*", one, true, cwd, shopt)).sort();
  }
  if (!/[*?[\\(]/.test(segment)) {
    const path = join(folder, segment);
    return !last || exists(resolve(place, segment)) ? [path] : [];
  }
  const pattern = new RegExp(`^(?:${globToPattern(segment)})$`, shopt.has("nocaseglob") ? "ui" : "u");
  const hidden = segment.startsWith(".") || segment.startsWith("\\.") || shopt.has("dotglob");
  return names(place)
    .filter((name) => pattern.test(name) && (hidden || !name.startsWith(".")))
    .filter((name) => last || isFolder(resolve(place, name)))
    .map((name) => join(folder, name));
}

function foldersUnder(place: string, shown: string): string[] {
  return names(place)
    .filter((name) => !name.startsWith(".") && isFolder(resolve(place, name)))
    .flatMap((name) => [join(shown, name), ...foldersUnder(resolve(place, name), join(shown, name))]);
}
