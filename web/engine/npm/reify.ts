import { lstatSync, mkdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, posix, relative } from "node:path";
import { linkPrograms, programFiles } from "./bin-links.ts";
import { NpmError } from "./errors.ts";
import { type LockPackages, readLock } from "./lockfile.ts";
import { isRecord, type Manifest, readBin } from "./manifest.ts";
import { nativeNotice, type Platform, runsOn, wasmReplacements } from "./platform.ts";
import { readText } from "./project.ts";
import type { PackageSource } from "./registry.ts";
import type { TarEntry } from "./tar.ts";
import { allNodes, flagsOf, type TreeNode } from "./tree.ts";
import { checkIntegrity, unpack, writeEntries } from "./unpack.ts";

export interface ReifyOptions {
  folder: string;
  source: PackageSource;
  platform: Platform;
  notice(sentence: string): void;
  progress(done: number, total: number): void;
}

export interface ReifyResult {
  added: number;
  changed: number;
  removed: number;
}

/** Fetches packages' files, each once, and holds them until they are written. */
export interface Downloads {
  start(manifest: Manifest): Promise<TarEntry[]>;
}

export function createDownloads(source: PackageSource): Downloads {
  const started = new Map<string, Promise<TarEntry[]>>();
  const load = async (manifest: Manifest): Promise<TarEntry[]> => {
    const actual = await replacement(manifest, source);
    const label = `${actual.name}@${actual.version}`;
    const bytes = await source.tarball(actual);
    checkIntegrity(bytes, actual.integrity, label);
    return unpack(bytes, label);
  };
  return {
    start(manifest) {
      const key = `${manifest.name}@${manifest.version}`;
      const before = started.get(key);
      if (before !== undefined) return before;
      const promise = load(manifest);
      promise.catch(() => undefined);
      started.set(key, promise);
      return promise;
    },
  };
}

/** The WebAssembly build of a native package: of the same version, else the nearest earlier one that speaks the same language. */
async function replacement(manifest: Manifest, source: PackageSource): Promise<Manifest> {
  const name = wasmReplacements[manifest.name];
  if (name === undefined) return manifest;
  const compatible = manifest.version.startsWith("0.") ? "~" : "^";
  const [line] = /^0\.\d+|^\d+/.exec(manifest.version) ?? [manifest.version];
  for (const range of [manifest.version, `${compatible}${line} <=${manifest.version}`])
    try {
      return await source.manifest({ type: "range", target: name, range });
    } catch (error) {
      if (!(error instanceof NpmError) || error.code !== "ETARGET") throw error;
    }
  throw new NpmError(
    "EUNSUPPORTED",
    `${manifest.name}@${manifest.version} is a native program, and there is no ${name} like it to run in its place.`,
    `Choose a newer version of ${manifest.name}.`,
  );
}

/** What is in node_modules now, by the note the last install left there. */
function installedPackages(folder: string): LockPackages {
  const text = readText(join(folder, "node_modules", ".package-lock.json"));
  return text === null ? {} : (readLock(text) ?? {});
}

function isInstalled(node: TreeNode, installed: LockPackages, folder: string): boolean {
  const entry = installed[node.location];
  if (entry === undefined || node.link) return false;
  const same =
    entry["version"] === node.manifest.version && entry["integrity"] === (node.manifest.integrity ?? undefined);
  return same && statSync(join(folder, node.location, "package.json"), { throwIfNoEntry: false }) !== undefined;
}

/** The packages of a tree that belong on this platform, and everything that only a left-out one needs left out too. */
function wantedNodes(root: TreeNode, platform: Platform): TreeNode[] {
  const reached = new Set<TreeNode>();
  const stack = [root];
  const flags = flagsOf(root);
  for (let node = stack.pop(); node !== undefined; node = stack.pop())
    for (const edge of node.edges) {
      const { to } = edge;
      if (to === null || reached.has(to)) continue;
      if (!runsOn(to.manifest, platform)) {
        if (edge.kind === "optional" || flags.get(to)?.optional) continue;
        throw new NpmError(
          "EBADPLATFORM",
          `${to.manifest.name}@${to.manifest.version} runs only on ${[...to.manifest.os, ...to.manifest.cpu].join(", ")}, not in a browser tab.`,
        );
      }
      reached.add(to);
      stack.push(to);
    }
  return [...allNodes(root)].filter((node) => reached.has(node));
}

function removeExtraneous(installed: LockPackages, kept: ReadonlySet<string>, folder: string): number {
  let removed = 0;
  for (const location of Object.keys(installed)) {
    if (!location.includes("node_modules/") || kept.has(location)) continue;
    if (lstatSync(join(folder, location), { throwIfNoEntry: false }) === undefined) continue;
    rmSync(join(folder, location), { recursive: true, force: true });
    removed++;
  }
  return removed;
}

function placeLink(folder: string, node: TreeNode): void {
  const place = join(folder, node.location);
  mkdirSync(dirname(place), { recursive: true });
  rmSync(place, { recursive: true, force: true });
  symlinkSync(relative(dirname(place), join(folder, node.home)), place);
}

/** A package's programs. Its own package.json is asked where the registry does not say: a replaced package, or a `directories.bin`. */
function binOf(entries: readonly TarEntry[], manifest: Manifest): Record<string, string> {
  const replaced = wasmReplacements[manifest.name] !== undefined;
  if (!replaced && Object.keys(manifest.bin).length > 0) return manifest.bin;
  const file = entries.find((entry) => entry.path === "package.json");
  const json: unknown = file === undefined ? null : JSON.parse(new TextDecoder().decode(file.data));
  if (!isRecord(json)) return {};
  const directories = isRecord(json["directories"]) ? json["directories"]["bin"] : undefined;
  if (json["bin"] !== undefined || typeof directories !== "string") return readBin(json["bin"], manifest.name);
  const folder = posix.join(posix.normalize(directories), "/");
  const programs = entries.filter(
    (entry) => entry.path.startsWith(folder) && !entry.path.slice(folder.length).includes("/"),
  );
  return Object.fromEntries(programs.map((entry) => [entry.path.slice(folder.length), entry.path]));
}

/** Makes node_modules equal to a tree: removes what is not in it, fetches and writes what is missing. `lockText` is noted there. */
export async function reify(
  root: TreeNode,
  downloads: Downloads,
  lockText: string,
  options: ReifyOptions,
): Promise<ReifyResult> {
  const { folder } = options;
  const installed = installedPackages(folder);
  const nodes = wantedNodes(root, options.platform);
  const missing = nodes.filter((node) => !isInstalled(node, installed, folder));
  const replaced = new Set(
    missing.filter((node) => installed[node.location] !== undefined && !node.link).map((node) => node.location),
  );
  const underReplaced = (node: TreeNode) => [...replaced].some((location) => node.location.startsWith(`${location}/`));
  const todo = nodes.filter((node) => missing.includes(node) || underReplaced(node));
  let done = 0;
  options.progress(0, todo.length);
  const files = new Map<TreeNode, TarEntry[]>();
  await Promise.all(
    todo.map(async (node) => {
      if (!node.link) files.set(node, await downloads.start(node.manifest));
      options.progress(++done, todo.length);
    }),
  );
  for (const location of replaced) rmSync(join(folder, location), { recursive: true, force: true });
  const removed = removeExtraneous(installed, new Set(nodes.map((node) => node.location)), folder);
  for (const node of todo) {
    if (node.link) placeLink(folder, node);
    const entries = files.get(node);
    if (entries === undefined) continue;
    const bin = binOf(entries, node.manifest);
    writeEntries(join(folder, node.location), entries, new Set(programFiles(bin).values()));
    linkPrograms(folder, node, bin);
    const notice = nativeNotice(node.manifest.name);
    if (notice !== null) options.notice(notice);
    else if (hasNativeSource(entries))
      options.notice(
        `${node.manifest.name} is built from C or C++ when it is installed, which a browser tab cannot do; what needs that part will fail.`,
      );
    else if (node.manifest.hasInstallScript && wasmReplacements[node.manifest.name] === undefined)
      options.notice(`The install script of ${node.manifest.name} was not run.`);
  }
  for (const node of nodes) if (node.link) linkPrograms(folder, node, node.manifest.bin);
  if (nodes.length > 0) noteInstalled(folder, lockText, new Set(nodes.map((node) => node.location)));
  return {
    added: todo.filter((node) => !replaced.has(node.location) && !underReplaced(node)).length,
    changed: replaced.size,
    removed,
  };
}

function hasNativeSource(entries: readonly TarEntry[]): boolean {
  return entries.some((entry) => entry.path === "binding.gyp");
}

function noteInstalled(folder: string, lockText: string, locations: ReadonlySet<string>): void {
  const lock: unknown = JSON.parse(lockText);
  if (!isRecord(lock) || !isRecord(lock["packages"])) return;
  lock["packages"] = Object.fromEntries(
    Object.entries(lock["packages"]).filter(([location]) => locations.has(location)),
  );
  writeFileSync(join(folder, "node_modules", ".package-lock.json"), `${JSON.stringify(lock, null, 2)}\n`);
}
