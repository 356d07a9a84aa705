/** Brings packages from the registry, once, and proves that they are the ones committed. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { join, relative } from "node:path";
import { gunzipSync } from "node:zlib";
import { readTar } from "./read-tar.ts";

const cacheDir = join(import.meta.dirname, "../../../node_modules/.cache/held-out");
const code = /(?<!\.d)\.(?:[cm]?js|[cm]?tsx?)$/;
const leftOut = /(?:^|\/)(?:test|tests|vendored)\//;

export interface FetchedPackage {
  name: string;
  version: string;
  /** Of the registry's tarball. */
  integrity: string;
  /** Folder of the sources inside the package. */
  sources: string;
}

export interface PackageSource {
  path: string;
  text: string;
}

/** Packs what is not here yet. */
export function fetchPackages(packages: readonly FetchedPackage[]): void {
  const missing = packages.filter((entry) => !existsSync(tarballPath(entry)));
  if (!missing.length) return;
  const partial = join(cacheDir, `partial-${process.pid}`);
  mkdirSync(partial, { recursive: true });
  const specs = missing.map(({ name, version }) => `${name}@${version}`);
  execFileSync("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", partial, ...specs], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  for (const file of readdirSync(partial)) renameSync(join(partial, file), join(cacheDir, file));
}

/** The package's sources in path order; throws when the tarball's integrity differs from the committed one. */
export function packageSources(entry: FetchedPackage): PackageSource[] {
  const tarball = readFileSync(tarballPath(entry));
  const integrity = `sha512-${createHash("sha512").update(tarball).digest("base64")}`;
  if (integrity !== entry.integrity) throw new Error(`${entry.name}@${entry.version} is not the committed package`);
  return readTar(gunzipSync(tarball))
    .map(({ path, bytes }) => ({ path: path.replace(/^[^/]+\//, ""), text: new TextDecoder().decode(bytes) }))
    .filter(({ path }) => isSource(entry, path))
    .sort((left, right) => (left.path < right.path ? -1 : 1));
}

/** As `npm pack` names it. */
function tarballPath({ name, version }: FetchedPackage): string {
  return join(cacheDir, `${name.replace("@", "").replace("/", "-")}-${version}.tgz`);
}

function isSource(entry: FetchedPackage, path: string): boolean {
  const inside = relative(entry.sources, path);
  return !inside.startsWith("..") && code.test(path) && !leftOut.test(inside);
}
