import { maxSatisfying, satisfies } from "semver";
import { NpmError } from "./errors.ts";
import { isRecord, type Manifest, readManifest } from "./manifest.ts";
import type { Wanted } from "./spec.ts";

/** A package as the registry describes it: tags and versions, not read before they are needed. */
export interface Packument {
  name: string;
  tags: Record<string, string>;
  versions: Record<string, unknown>;
}

/** Reads a registry answer. */
export function readPackument(name: string, value: unknown): Packument {
  if (!isRecord(value) || !isRecord(value["versions"]))
    throw new NpmError("EREGISTRY", `The registry's answer for ${name} is no package description.`);
  const tags = isRecord(value["dist-tags"]) ? value["dist-tags"] : {};
  return {
    name,
    tags: Object.fromEntries(Object.entries(tags).filter((tag): tag is [string, string] => typeof tag[1] === "string")),
    versions: value["versions"],
  };
}

function isDeprecated(version: unknown): boolean {
  return isRecord(version) && typeof version["deprecated"] === "string" && version["deprecated"] !== "";
}

function choose(packument: Packument, wanted: Exclude<Wanted, { type: "folder" }>): string | null {
  if (wanted.type === "tag") return packument.tags[wanted.tag] ?? null;
  const { range } = wanted;
  if (Object.hasOwn(packument.versions, range)) return range;
  const latest = packument.tags["latest"];
  if (latest !== undefined && satisfies(latest, range, { loose: true }) && !isDeprecated(packument.versions[latest]))
    return latest;
  if (latest !== undefined && range === "*") return latest;
  const versions = Object.keys(packument.versions);
  const alive = versions.filter((version) => !isDeprecated(packument.versions[version]));
  return maxSatisfying(alive, range, { loose: true }) ?? maxSatisfying(versions, range, { loose: true });
}

/** The version that npm would choose: the tag, the newest release where it fits, else the highest that fits and is not deprecated. */
export function pickManifest(packument: Packument, wanted: Exclude<Wanted, { type: "folder" }>): Manifest {
  const version = choose(packument, wanted);
  const text = wanted.type === "tag" ? wanted.tag : wanted.range;
  if (version === null || !Object.hasOwn(packument.versions, version))
    throw new NpmError(
      "ETARGET",
      `No version of ${packument.name} matches '${text}'.`,
      packument.tags["latest"] === undefined
        ? "The package has no released version."
        : `The newest is ${packument.tags["latest"]}.`,
    );
  return readManifest(packument.versions[version], { name: packument.name, version });
}
