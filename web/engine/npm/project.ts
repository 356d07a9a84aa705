import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, posix } from "node:path";
import { NpmError } from "./errors.ts";
import { isRecord, type JsonRecord, readManifest, stringRecord } from "./manifest.ts";
import { createRoot, type TreeNode } from "./tree.ts";

/** A folder with its package.json. */
export interface Project {
  folder: string;
  /** The parsed package.json; edits are made here and written by `saveProject`. */
  json: JsonRecord;
  indent: string;
  /** False while there is no package.json on disk. */
  exists: boolean;
}

/** The text of a file, null when there is none. */
export function readText(path: string): string | null {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ? readFileSync(path, "utf8") : null;
}

/** Reads a folder's package.json; without one the project is empty. */
export function readProject(folder: string): Project {
  const text = readText(join(folder, "package.json"));
  if (text === null) return { folder, json: {}, indent: "  ", exists: false };
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw new NpmError(
      "EINVALIDPACKAGE",
      `package.json is not JSON: ${error instanceof Error ? error.message : String(error)}.`,
      "A comma too many or a missing quote is the usual reason.",
    );
  }
  if (!isRecord(json)) throw new NpmError("EINVALIDPACKAGE", "package.json has to be a JSON object.");
  return { folder, json, indent: /^\{\r?\n([ \t]+)/.exec(text)?.[1] ?? "  ", exists: true };
}

/** The nearest folder at or above `start` with a package.json or node_modules; `start` itself when there is none. */
export function findProjectFolder(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    if (
      statSync(join(folder, "package.json"), { throwIfNoEntry: false }) ||
      statSync(join(folder, "node_modules"), { throwIfNoEntry: false })
    )
      return folder;
    if (dirname(folder) === folder) return start;
  }
}

/** Writes package.json back with the indentation it had. */
export function saveProject(project: Project): void {
  writeFileSync(join(project.folder, "package.json"), `${JSON.stringify(project.json, null, project.indent)}\n`);
}

/** The name and version a project goes by. */
export function projectTitle(project: Project): { name: string; version: string } {
  const { name, version } = project.json;
  return {
    name: typeof name === "string" ? name : basename(project.folder),
    version: typeof version === "string" ? version : "",
  };
}

/** Folders that `workspaces` names, with their package.json. */
export function workspaceFolders(project: Project): { name: string; path: string; json: JsonRecord }[] {
  const list = isRecord(project.json["workspaces"])
    ? project.json["workspaces"]["packages"]
    : project.json["workspaces"];
  if (!Array.isArray(list)) return [];
  const found: { name: string; path: string; json: JsonRecord }[] = [];
  for (const pattern of list) {
    if (typeof pattern !== "string") continue;
    const clean = posix.normalize(pattern).replace(/\/$/, "");
    const paths = clean.endsWith("/*") ? foldersIn(project.folder, clean.slice(0, -2)) : [clean];
    for (const path of paths) {
      const text = readText(join(project.folder, path, "package.json"));
      if (text === null) continue;
      const { json } = readProject(join(project.folder, path));
      if (typeof json["name"] === "string") found.push({ name: json["name"], path, json });
    }
  }
  return found;
}

function foldersIn(root: string, path: string): string[] {
  const place = join(root, path);
  if (!statSync(place, { throwIfNoEntry: false })?.isDirectory()) return [];
  return readdirSync(place, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "node_modules")
    .map((entry) => posix.join(path, entry.name));
}

/** The project as the root of a tree: its dependencies, and its workspaces as links. */
export function projectRoot(project: Project): TreeNode {
  const { name, version } = projectTitle(project);
  const manifest = readManifest({
    ...project.json,
    name: name === "" ? "project" : name,
    version: version === "" ? "0.0.0" : version,
  });
  const workspaces = Object.fromEntries(
    workspaceFolders(project).map((workspace) => [workspace.name, `file:${workspace.path}`]),
  );
  const dependencies = { ...manifest.dependencies, ...workspaces };
  return createRoot({ ...manifest, dependencies }, stringRecord(project.json["devDependencies"]));
}
