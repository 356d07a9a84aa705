import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gunzipSync } from "fflate";
import { NpmError } from "./errors.ts";
import { unpackedBytes } from "./limits.ts";
import { readTar, type TarEntry } from "./tar.ts";

/** Compares bytes with a subresource-integrity text; the strongest hash named counts. Throws when they differ. */
export function checkIntegrity(bytes: Uint8Array, integrity: string | null, name: string): void {
  if (integrity === null) return;
  const parts = integrity
    .trim()
    .split(/\s+/)
    .map((part) => /^(sha\d+)-([A-Za-z0-9+/=]+)/.exec(part));
  for (const algorithm of ["sha512", "sha384", "sha256", "sha1"]) {
    const hashes = parts.filter((part) => part?.[1] === algorithm).map((part) => part?.[2]);
    if (hashes.length === 0) continue;
    if (hashes.includes(createHash(algorithm).update(bytes).digest("base64"))) return;
    throw new NpmError(
      "EINTEGRITY",
      `The files of ${name} are not the ones that were published or locked (${algorithm} differs).`,
      "Nothing of it was installed. Remove package-lock.json if you trust the registry, and try again.",
    );
  }
}

/** The files of a compressed package archive. */
export function unpack(tarball: Uint8Array, name: string): TarEntry[] {
  // A gzip file ends with its size: known before anything is unpacked.
  const size =
    tarball.length < 18 ? 0 : new DataView(tarball.buffer, tarball.byteOffset).getUint32(tarball.length - 4, true);
  if (size > unpackedBytes)
    throw new NpmError("EUNSUPPORTED", `${name} unpacks to more than ${unpackedBytes / 1_048_576} MB.`);
  let archive: Uint8Array;
  try {
    archive = gunzipSync(tarball);
  } catch (error) {
    throw new NpmError(
      "EINVALIDPACKAGE",
      `The archive of ${name} cannot be unpacked: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
  return [...readTar(archive)];
}

/** Writes a package's files below a folder; each folder is made once. */
export function writeEntries(folder: string, entries: readonly TarEntry[], programs: ReadonlySet<string>): void {
  const made = new Set<string>();
  mkdirSync(folder, { recursive: true });
  made.add(folder);
  for (const { path, executable, data } of entries) {
    const file = join(folder, path);
    const parent = dirname(file);
    if (!made.has(parent)) {
      mkdirSync(parent, { recursive: true });
      made.add(parent);
    }
    writeFileSync(file, data, { mode: executable || programs.has(path) ? 0o755 : 0o644 });
  }
}
