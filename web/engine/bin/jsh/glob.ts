import { readdirSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { errorCode } from "../lib/errors.ts";
import { globToPattern } from "../lib/glob-pattern.ts";

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if (errorCode(error) === "") throw error;
    return [];
  }
}

/** Paths that a glob names, sorted; empty when none. `**` reaches through folders (not hidden ones). */
export function expandGlob(glob: string, cwd: string): string[] {
  const absolute = glob.startsWith("/");
  let found = [absolute ? "/" : ""];
  const segments = glob.split("/").filter((segment, at, all) => segment !== "" || at === all.length - 1);
  const join = (folder: string, name: string) =>
    folder === "" || folder.endsWith("/") ? folder + name : `${folder}/${name}`;
  segments.forEach((segment, at) => {
    const last = at === segments.length - 1;
    const next: string[] = [];
    for (const folder of found) {
      const place = resolve(cwd, folder);
      if (segment === "") next.push(`${folder}/`);
      else if (segment === "**") next.push(folder, ...foldersUnder(place, folder, join));
      else if (!/[*?[\\]/.test(segment)) {
        if (!last || statSync(resolve(place, segment), { throwIfNoEntry: false }) !== undefined)
          next.push(join(folder, segment));
      } else {
        const pattern = new RegExp(`^${globToPattern(segment)}$`, "u");
        for (const name of names(place))
          if (
            pattern.test(name) &&
            (!name.startsWith(".") || segment.startsWith(".")) &&
            (last || isFolder(resolve(place, name)))
          )
            next.push(join(folder, name));
      }
    }
    found = next;
  });
  return found.filter((path) => path !== "");
}

function foldersUnder(place: string, shown: string, join: (folder: string, name: string) => string): string[] {
  return names(place)
    .filter((name) => !name.startsWith(".") && isFolder(resolve(place, name)))
    .flatMap((name) => [join(shown, name), ...foldersUnder(resolve(place, name), join(shown, name), join)]);
}
