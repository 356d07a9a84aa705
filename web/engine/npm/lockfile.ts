import { NpmError } from "./errors.ts";
import { isRecord, type JsonRecord, type Manifest, readManifest, stringRecord } from "./manifest.ts";
import { isPackageName } from "./spec.ts";
import { addNode, allNodes, connect, type Flags, flagsOf, type TreeNode } from "./tree.ts";

/** A lock as it is on disk: location → entry. */
export type LockPackages = Record<string, JsonRecord>;

/** Reads a package-lock.json (version 2 or 3); null when it is older. Throws an NpmError when it is no lock. */
export function readLock(text: string): LockPackages | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new NpmError(
      "ELOCK",
      `package-lock.json is not JSON: ${error instanceof Error ? error.message : String(error)}.`,
      "Delete it to have a new one written.",
    );
  }
  if (!isRecord(value) || !isRecord(value["packages"])) return null;
  const packages: LockPackages = {};
  for (const [location, entry] of Object.entries(value["packages"])) if (isRecord(entry)) packages[location] = entry;
  return packages;
}

/** The folder's name in the last node_modules of a location; null when the location is no safe one. */
export function nameOfLocation(location: string): string | null {
  const parts = location.split(/(?:^|\/)node_modules\//);
  const name = parts.at(-1) ?? "";
  if (parts.slice(1).some((part) => !isPackageName(part))) return null;
  return parts.length > 1 && !parts[0]?.split("/").includes("..") ? name : null;
}

/** A locked package's manifest. */
export function lockedManifest(location: string, entry: JsonRecord): Manifest {
  const manifest = readManifest(entry, { name: nameOfLocation(location) ?? location, version: "0.0.0" });
  return { ...manifest, tarball: typeof entry["resolved"] === "string" ? entry["resolved"] : null };
}

/** Builds the locked tree below `root`. False when the lock does not fit the project any more, or names what cannot be. */
export function treeFromLock(root: TreeNode, packages: LockPackages): boolean {
  const homes = new Map<string, TreeNode>([["", root]]);
  for (const location of Object.keys(packages)
    .filter((key) => key.includes("node_modules/"))
    .sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1))) {
    const entry = packages[location];
    const name = nameOfLocation(location);
    const parent = homes.get(location.slice(0, location.lastIndexOf("node_modules/")).replace(/\/$/, ""));
    if (entry === undefined || name === null || parent === undefined) return false;
    const target = entry["link"] === true && typeof entry["resolved"] === "string" ? entry["resolved"] : null;
    const described = target === null ? entry : packages[target];
    if (described === undefined || (target !== null && /(^|\/)\.\.(\/|$)|^\//.test(target))) return false;
    const node = addNode(parent, name, lockedManifest(location, described), target);
    homes.set(node.home, node);
  }
  return connect(root);
}

const depth = (location: string) => location.split("node_modules/").length;

/** The versions a lock holds, by package name: what a new resolution prefers. */
export function lockedVersions(packages: LockPackages): Map<string, Manifest[]> {
  const versions = new Map<string, Manifest[]>();
  for (const [location, entry] of Object.entries(packages)) {
    if (nameOfLocation(location) === null || entry["link"] === true) continue;
    const manifest = lockedManifest(location, entry);
    versions.set(manifest.name, [...(versions.get(manifest.name) ?? []), manifest]);
  }
  return versions;
}

const withContent = (key: string, value: Record<string, string> | readonly string[]) =>
  Object.keys(value).length === 0 ? {} : { [key]: value };

function lockEntry(node: TreeNode, flags: Flags | undefined): JsonRecord {
  const { manifest } = node;
  return {
    ...(manifest.name === node.name ? {} : { name: manifest.name }),
    version: manifest.version,
    ...(manifest.integrity === null ? {} : { integrity: manifest.integrity }),
    ...(manifest.cpu.length > 0 ? { cpu: manifest.cpu } : {}),
    ...(flags?.dev ? { dev: true } : {}),
    ...(manifest.deprecated === null ? {} : { deprecated: manifest.deprecated }),
    ...(manifest.hasInstallScript ? { hasInstallScript: true } : {}),
    ...(flags?.optional ? { optional: true } : {}),
    ...(flags?.devOptional ? { devOptional: true } : {}),
    ...(manifest.os.length > 0 ? { os: manifest.os } : {}),
    ...(flags?.peer ? { peer: true } : {}),
    ...withContent("dependencies", manifest.dependencies),
    ...withContent("bin", manifest.bin),
    ...withContent("engines", manifest.engines),
    ...withContent("optionalDependencies", manifest.optionalDependencies),
    ...withContent("peerDependencies", manifest.peerDependencies),
    ...(manifest.optionalPeers.length > 0
      ? { peerDependenciesMeta: Object.fromEntries(manifest.optionalPeers.map((name) => [name, { optional: true }])) }
      : {}),
  };
}

/** A tree as the text of a package-lock.json, version 3. It names no registry, so that it works behind any. */
export function writeLock(root: TreeNode, project: JsonRecord): string {
  const flags = flagsOf(root);
  const own: JsonRecord = {};
  for (const key of [
    "name",
    "version",
    "license",
    "workspaces",
    "dependencies",
    "devDependencies",
    "optionalDependencies",
    "peerDependencies",
    "bin",
    "engines",
  ])
    if (project[key] !== undefined && !(isRecord(project[key]) && Object.keys(project[key]).length === 0))
      own[key] = project[key];
  const packages: LockPackages = { "": own };
  const nodes = [...allNodes(root)].sort((a, b) => (a.location < b.location ? -1 : 1));
  for (const node of nodes) {
    if (!node.link) packages[node.location] = lockEntry(node, flags.get(node));
    else {
      packages[node.location] = { resolved: node.home, link: true };
      packages[node.home] = lockEntry(node, undefined);
    }
  }
  const name = typeof project["name"] === "string" ? { name: project["name"] } : {};
  const version = typeof project["version"] === "string" ? { version: project["version"] } : {};
  return `${JSON.stringify({ ...name, ...version, lockfileVersion: 3, requires: true, packages }, null, 2)}\n`;
}

/** Direct dependencies of the project that the lock was made for. */
export function lockedProject(packages: LockPackages): Record<string, string> {
  const own = packages[""] ?? {};
  return {
    ...stringRecord(own["dependencies"]),
    ...stringRecord(own["devDependencies"]),
    ...stringRecord(own["optionalDependencies"]),
  };
}
