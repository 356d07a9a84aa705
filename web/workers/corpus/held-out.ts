/** Packages the completion bench is measured on; the corpus never sees them, their scopes or their repositories. */
import { readFileSync } from "node:fs";
import * as v from "valibot";
import type { HeldOutNames } from "./packages.ts";

const heldOutSchema = v.array(
  v.object({
    name: v.string(),
    version: v.string(),
    license: v.string(),
    repository: v.string(),
    /** Of the registry's tarball. */
    integrity: v.string(),
    /** Folder of the sources inside the package. */
    sources: v.string(),
    /** The files measured. */
    files: v.array(v.object({ path: v.string(), sha256: v.string() })),
  }),
);
export type HeldOutPackage = v.InferOutput<typeof heldOutSchema>[number];

export function heldOutPackages(): HeldOutPackage[] {
  return v.parse(heldOutSchema, JSON.parse(readFileSync(new URL("held-out.json", import.meta.url), "utf8")));
}

export function heldOutNames(): HeldOutNames {
  const packages = heldOutPackages();
  return { names: packages.map(({ name }) => name), repositories: packages.map(({ repository }) => repository) };
}
