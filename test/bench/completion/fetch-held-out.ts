/** The held-out packages with the files to complete. */
import { createHash } from "node:crypto";
import { type HeldOutPackage, heldOutPackages } from "../../../web/workers/corpus/held-out.ts";
import { fetchPackages, type PackageSource, packageSources } from "./fetch-packages.ts";

export interface MeasuredSources {
  name: string;
  /** The files to complete. */
  measured: PackageSource[];
  /** All sources of the package, the measured ones too. */
  all: PackageSource[];
}

/** Throws when a tarball's integrity or a file's hash differs from the committed list. */
export function fetchHeldOut(): MeasuredSources[] {
  const packages = heldOutPackages();
  fetchPackages(packages);
  return packages.map(unpack);
}

function unpack(entry: HeldOutPackage): MeasuredSources {
  const all = packageSources(entry);
  const measured = entry.files.map((file) => {
    const source = all.find(({ path }) => path === file.path);
    if (!source || createHash("sha256").update(source.text).digest("hex") !== file.sha256) {
      throw new Error(`${entry.name}: ${file.path} is not the committed file`);
    }
    return source;
  });
  return { name: entry.name, measured, all };
}
