import { rmSync, writeFileSync } from "node:fs";
import { join, posix } from "node:path";
import { NpmError } from "./errors.ts";
import { type LockPackages, lockedProject, lockedVersions, readLock, treeFromLock, writeLock } from "./lockfile.ts";
import { isRecord, type Manifest, readManifest, stringRecord } from "./manifest.ts";
import type { Platform } from "./platform.ts";
import { type Project, projectRoot, readProject, readText, workspaceFolders } from "./project.ts";
import type { PackageSource } from "./registry.ts";
import { createDownloads, type ReifyResult, reify } from "./reify.ts";
import { resolveTree } from "./resolve.ts";
import { readWanted, splitSpec } from "./spec.ts";
import type { TreeNode } from "./tree.ts";

export interface InstallOptions {
  source: PackageSource;
  platform: Platform;
  notice(sentence: string): void;
  progress(done: number, total: number): void;
}

/** Which list of package.json a new dependency goes to. */
export type DependencyList = "dependencies" | "devDependencies" | "optionalDependencies" | "peerDependencies";
const lists: readonly DependencyList[] = [
  "dependencies",
  "devDependencies",
  "optionalDependencies",
  "peerDependencies",
];

/** Writes into package.json's lists; a name stands in one list only. */
export function setDependency(project: Project, list: DependencyList | null, name: string, text: string): void {
  const current = lists.find(
    (candidate) => isRecord(project.json[candidate]) && Object.hasOwn(project.json[candidate], name),
  );
  const target = list ?? current ?? "dependencies";
  for (const candidate of lists)
    if (candidate !== target && candidate !== "peerDependencies") removeFrom(project, candidate, name);
  const sorted = Object.entries({ ...stringRecord(project.json[target]), [name]: text }).sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  project.json[target] = Object.fromEntries(sorted);
}

function removeFrom(project: Project, list: DependencyList, name: string): boolean {
  const record = project.json[list];
  if (!isRecord(record) || !Object.hasOwn(record, name)) return false;
  const { [name]: _removed, ...rest } = record;
  if (Object.keys(rest).length === 0) delete project.json[list];
  else project.json[list] = rest;
  return true;
}

/** Takes names out of every list of package.json; returns those that were in none. */
export function removeDependencies(project: Project, names: readonly string[]): string[] {
  return names.filter((name) => lists.filter((list) => removeFrom(project, list, name)).length === 0);
}

/** Adds what a command line names (`express`, `react@18`, `a@npm:b`, `./folder`) to package.json, with the newest fitting version. */
export async function addPackages(
  project: Project,
  specs: readonly string[],
  list: DependencyList | null,
  exact: boolean,
  source: PackageSource,
): Promise<void> {
  const found = await Promise.all(
    specs.map(async (spec): Promise<[name: string, text: string]> => {
      if (/^(\.{1,2}(\/|$)|\/|file:)/.test(spec)) {
        const path = spec.replace(/^file:/, "");
        const target = readProject(join(project.folder, path));
        if (typeof target.json["name"] !== "string")
          throw new NpmError("EINVALIDPACKAGE", `${path} has no package.json with a name.`);
        return [target.json["name"], `file:${posix.normalize(path)}`];
      }
      const { name, wanted: text } = splitSpec(spec);
      const wanted = readWanted(name, text === "" ? "latest" : text);
      if (wanted.type === "folder") return [name, text];
      const manifest = await source.manifest(wanted);
      const version = exact ? manifest.version : `^${manifest.version}`;
      const range =
        wanted.type === "range" && text !== "" && !text.startsWith("npm:") && !/^\d+\.\d+\.\d+/.test(text) && !exact
          ? version
          : wanted.type === "range" && /^\d+\.\d+\.\d+/.test(text)
            ? exact
              ? text
              : `^${text}`
            : version;
      return [name, wanted.target === name ? range : `npm:${wanted.target}@${range}`];
    }),
  );
  for (const [name, text] of found) setDependency(project, list, name, text);
}

function folderSource(project: Project) {
  const workspaces = workspaceFolders(project);
  return (name: string, path: string, from: TreeNode): { manifest: Manifest; home: string } | null => {
    const workspace = workspaces.find((candidate) => candidate.name === name);
    const home = workspace?.path ?? posix.normalize(posix.join(from.home, path));
    if (home.startsWith("..") || posix.isAbsolute(home))
      throw new NpmError("EUNSUPPORTED", `${name} is in a folder outside this project: '${path}'.`);
    if (readText(join(project.folder, home, "package.json")) === null) return null;
    const { json } = readProject(join(project.folder, home));
    return { manifest: readManifest(json, { name, version: "0.0.0" }), home };
  };
}

/** Whether the lock was made for exactly these direct dependencies. */
function lockFits(project: Project, packages: LockPackages): boolean {
  const now: Record<string, string> = {
    ...stringRecord(project.json["dependencies"]),
    ...stringRecord(project.json["devDependencies"]),
    ...stringRecord(project.json["optionalDependencies"]),
  };
  const before = lockedProject(packages);
  return Object.keys({ ...now, ...before }).every((name) => now[name] === before[name]);
}

/** Reads package-lock.json of a project; null when it has none that can be used. */
function projectLock(project: Project): LockPackages | null {
  const text = readText(join(project.folder, "package-lock.json"));
  return text === null ? null : readLock(text);
}

/** `npm install`: the tree of the lock where it fits, else a new one that keeps the locked versions; then node_modules and the lock. */
export async function install(project: Project, options: InstallOptions): Promise<ReifyResult> {
  const downloads = createDownloads(options.source);
  const packages = projectLock(project);
  let root = projectRoot(project);
  const locked = packages !== null && lockFits(project, packages) && treeFromLock(root, packages);
  if (!locked) {
    root = projectRoot(project);
    await resolveTree(root, {
      source: { manifest: options.source.manifest, folder: folderSource(project) },
      preferred: packages === null ? new Map() : lockedVersions(packages),
      overrides: stringRecord(project.json["overrides"]),
      placed: (node) => {
        if (node.manifest.cpu.length === 0 && node.manifest.os.length === 0) void downloads.start(node.manifest);
      },
      warn: options.notice,
    });
  }
  const lockText = writeLock(root, project.json);
  const result = await reify(root, downloads, lockText, { ...options, folder: project.folder });
  if (!locked) writeFileSync(join(project.folder, "package-lock.json"), lockText);
  return result;
}

/** `npm ci`: exactly the lock, from an empty node_modules. */
export async function cleanInstall(project: Project, options: InstallOptions): Promise<ReifyResult> {
  const packages = projectLock(project);
  if (packages === null)
    throw new NpmError("ELOCK", "npm ci needs a package-lock.json.", "Run npm install once to have it written.");
  const root = projectRoot(project);
  if (!lockFits(project, packages) || !treeFromLock(root, packages))
    throw new NpmError(
      "ELOCK",
      "package.json and package-lock.json do not fit together.",
      "Run npm install to bring the lock up to date.",
    );
  rmSync(join(project.folder, "node_modules"), { recursive: true, force: true });
  return reify(root, createDownloads(options.source), writeLock(root, project.json), {
    ...options,
    folder: project.folder,
  });
}
