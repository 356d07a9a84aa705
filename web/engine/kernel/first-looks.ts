import { normalizePath } from "./paths.ts";
import type { Process } from "./process.ts";
import type { LookName } from "./protocol.ts";
import { type ProgramPlace, placePath } from "./walk.ts";

/** What Node's loader asks about a program's main script before its first line runs: answered with the start, it need not ask. */
export function firstLooks({ args, cwd }: Process): [LookName, string][] {
  const script = args[1];
  const start = startOf(cwd);
  if (script === undefined || script.startsWith("-") || start === undefined) return [];
  const path = normalizePath(script, start);
  const places = path.split("/").slice(1);
  const folders = places.map((_, depth) => `/${places.slice(0, depth).join("/")}`);
  return [
    ["moduleStat", path],
    ...[...folders.slice(1), path].map((place): [LookName, string] => ["lstat", place]),
    ...folders.reverse().map((folder): [LookName, string] => ["readFile", normalizePath("package.json", folder)]),
    ["readFile", path],
  ];
}

/** Undefined when the directory was removed. */
function startOf(cwd: ProgramPlace): string | undefined {
  try {
    return placePath(cwd);
  } catch {
    return undefined; // the program hears of it when it asks itself
  }
}
