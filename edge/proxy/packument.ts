/** A registry's description of a package, with the tarballs' addresses turned towards the proxy. */
import * as v from "valibot";

const packumentSchema = v.looseObject({
  name: v.string(),
  versions: v.record(
    v.string(),
    v.looseObject({ dist: v.optional(v.looseObject({ tarball: v.optional(v.string()) })) }),
  ),
});
export type Packument = v.InferOutput<typeof packumentSchema>;

export function parsePackument(text: string): Packument | undefined {
  try {
    const parsed = v.safeParse(packumentSchema, JSON.parse(text));
    return parsed.success ? parsed.output : undefined;
  } catch {
    // Not JSON: the caller answers that the registry sent garbage.
    return undefined;
  }
}

/** The packument as the sandbox gets it: every tarball under `base` ("http://…/npm/"). */
export function rewriteTarballs(packument: Packument, base: string): string {
  const versions = Object.entries(packument.versions).map(([version, manifest]) => {
    const file = fileOf(manifest.dist?.tarball);
    if (!manifest.dist || !file) return [version, manifest];
    return [version, { ...manifest, dist: { ...manifest.dist, tarball: `${base}${packument.name}/-/${file}` } }];
  });
  return JSON.stringify({ ...packument, versions: Object.fromEntries(versions) });
}

/** The upstream address and integrity of the tarball called `file`, as the packument states them. */
export function findTarball(
  packument: Packument,
  file: string,
): { url: string; integrity: string | undefined } | undefined {
  for (const manifest of Object.values(packument.versions)) {
    const url = manifest.dist?.tarball;
    if (url === undefined || fileOf(url) !== file) continue;
    const integrity = manifest.dist?.["integrity"];
    return { url, integrity: typeof integrity === "string" ? integrity : undefined };
  }
  return undefined;
}

function fileOf(url: string | undefined): string | undefined {
  if (url === undefined || !URL.canParse(url)) return undefined;
  return new URL(url).pathname.split("/").at(-1);
}
