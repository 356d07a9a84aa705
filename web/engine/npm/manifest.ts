import { NpmError } from "./errors.ts";

/** What installing needs to know of one version of a package. */
export interface Manifest {
  name: string;
  version: string;
  dependencies: Record<string, string>;
  optionalDependencies: Record<string, string>;
  peerDependencies: Record<string, string>;
  /** Peers that need not be there. */
  optionalPeers: string[];
  bin: Record<string, string>;
  os: string[];
  cpu: string[];
  engines: Record<string, string>;
  hasInstallScript: boolean;
  deprecated: string | null;
  tarball: string | null;
  integrity: string | null;
}

export type JsonRecord = Record<string, unknown>;

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The string members of a JSON object; anything else is left out. */
export function stringRecord(value: unknown): Record<string, string> {
  if (!isRecord(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

function stringList(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** A package's programs: `"bin": "cli.js"` has the package's name without its scope. */
export function readBin(value: unknown, name: string): Record<string, string> {
  if (typeof value === "string") return { [name.replace(/^@[^/]*\//, "")]: value };
  const programs = Object.entries(stringRecord(value)).filter(([program]) =>
    /^[\w.@-]+$/.test(program.replace(/^.*\//, "")),
  );
  return Object.fromEntries(programs.map(([program, path]) => [program.replace(/^.*\//, ""), path]));
}

const optional = (record: Record<string, string>, drop: Record<string, string>) =>
  Object.fromEntries(Object.entries(record).filter(([name]) => !(name in drop)));

/** Reads a package.json, a registry version or a lock entry. Throws an NpmError when name or version is missing. */
export function readManifest(value: unknown, known: { name?: string; version?: string } = {}): Manifest {
  if (!isRecord(value))
    throw new NpmError("EINVALIDPACKAGE", `The description of ${known.name ?? "a package"} is no JSON object.`);
  const name = typeof value["name"] === "string" ? value["name"] : known.name;
  const version = typeof value["version"] === "string" ? value["version"] : known.version;
  if (name === undefined || version === undefined)
    throw new NpmError("EINVALIDPACKAGE", `The description of ${name ?? "a package"} lacks a name or version.`);
  const optionalDependencies = stringRecord(value["optionalDependencies"]);
  const dist = isRecord(value["dist"]) ? value["dist"] : {};
  const integrity = dist["integrity"] ?? value["integrity"];
  const meta = isRecord(value["peerDependenciesMeta"]) ? value["peerDependenciesMeta"] : {};
  const shasum =
    typeof dist["shasum"] === "string" ? `sha1-${Buffer.from(dist["shasum"], "hex").toString("base64")}` : null;
  return {
    name,
    version,
    dependencies: optional(stringRecord(value["dependencies"]), optionalDependencies),
    optionalDependencies,
    peerDependencies: stringRecord(value["peerDependencies"]),
    optionalPeers: Object.entries(meta).flatMap(([peer, rule]) =>
      isRecord(rule) && rule["optional"] === true ? [peer] : [],
    ),
    bin: readBin(value["bin"], name),
    os: stringList(value["os"]),
    cpu: stringList(value["cpu"]),
    engines: stringRecord(value["engines"]),
    hasInstallScript: value["hasInstallScript"] === true,
    deprecated: typeof value["deprecated"] === "string" ? value["deprecated"] : null,
    tarball: typeof dist["tarball"] === "string" ? dist["tarball"] : null,
    integrity: typeof integrity === "string" ? integrity : shasum,
  };
}
