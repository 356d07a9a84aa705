/** Brings the held-out packages from the registry, once, and proves that they are the ones committed. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { join, relative } from "node:path";
import { gunzipSync } from "node:zlib";
import { type HeldOutPackage, heldOutPackages } from "../../../web/workers/corpus/held-out.ts";
import { readTar } from "./read-tar.ts";

const cacheDir = join(import.meta.dirname, "../../../node_modules/.cache/held-out");
const code = /(?<!\.d)\.(?:[cm]?js|[cm]?tsx?)$/;
const leftOut = /(?:^|\/)(?:test|tests|vendored)\//;

export interface HeldOutSource {
  path: string;
  text: string;
}

export interface HeldOutSources {
  name: string;
  /** The files to complete. */
  measured: HeldOutSource[];
  /** All sources of the package, the measured ones too. */
  all: HeldOutSource[];
}

/** Throws when a tarball's integrity or a file's hash differs from the committed list. */
export function fetchHeldOut(): HeldOutSources[] {
  const packages = heldOutPackages();
  const missing = packages.filter((entry) => !existsSync(tarballPath(entry)));
  if (missing.length) pack(missing);
  return packages.map(unpack);
}

function tarballPath({ name, version }: HeldOutPackage): string {
  return join(cacheDir, `${name}-${version}.tgz`);
}

function pack(packages: readonly HeldOutPackage[]): void {
  const partial = join(cacheDir, `partial-${process.pid}`);
  mkdirSync(partial, { recursive: true });
  const specs = packages.map(({ name, version }) => `${name}@${version}`);
  execFileSync("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", partial, ...specs], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  for (const file of readdirSync(partial)) renameSync(join(partial, file), join(cacheDir, file));
}

function unpack(entry: HeldOutPackage): HeldOutSources {
  const tarball = readFileSync(tarballPath(entry));
  const integrity = `sha512-${createHash("sha512").update(tarball).digest("base64")}`;
  if (integrity !== entry.integrity) throw new Error(`${entry.name}@${entry.version} is not the committed package`);
  const all = readTar(gunzipSync(tarball))
    .map(({ path, bytes }) => ({ path: path.replace(/^[^/]+\//, ""), text: new TextDecoder().decode(bytes) }))
    .filter(({ path }) => isSource(entry, path))
    .sort((left, right) => (left.path < right.path ? -1 : 1));
  const measured = entry.files.map((file) => {
    const source = all.find(({ path }) => path === file.path);
    if (!source || createHash("sha256").update(source.text).digest("hex") !== file.sha256) {
      throw new Error(`${entry.name}: ${file.path} is not the committed file`);
    }
    return source;
  });
  return { name: entry.name, measured, all };
}

function isSource(entry: HeldOutPackage, path: string): boolean {
  const inside = relative(entry.sources, path);
  return !inside.startsWith("..") && code.test(path) && !leftOut.test(inside);
}
