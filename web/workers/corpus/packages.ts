/** Which installed packages the completion corpus may learn from. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";

/** Packages that only tests and benches need. */
const testOnly = ["vitest", "@cloudflare/vitest-plugin", "fast-check", "axe-core", "playwright-core", "@types/"];
/** Published as bundles of other people's packages: their sources are neither theirs alone nor readable, and a held-out package may hide in them. */
const bundled = [
  "wrangler",
  "miniflare",
  "vite",
  "jiti",
  "workerd",
  "rolldown",
  "knip",
  "oxc-parser",
  "undici-types",
  "@wllama/wllama",
  "blake3-wasm",
];
/** Tables and generated code: many tokens, no habits to learn. */
const generated = ["lucide-react", "@speed-highlight/core", "es-module-lexer", "unenv", "csstype", "react-dom"];
const permissive = /^(?:MIT|ISC|BSD-2-Clause|BSD-3-Clause|Apache-2\.0|0BSD|CC0-1\.0|MIT OR Apache-2\.0)$/;

const manifestSchema = v.object({
  name: v.string(),
  version: v.string(),
  license: v.optional(v.string()),
  repository: v.optional(v.union([v.string(), v.object({ url: v.string() })])),
  dependencies: v.optional(v.record(v.string(), v.string())),
  devDependencies: v.optional(v.record(v.string(), v.string())),
});
type Manifest = v.InferOutput<typeof manifestSchema>;

export interface CorpusPackage {
  name: string;
  version: string;
  license: string;
  folder: string;
}

/** Names, scopes and repositories the bench keeps for itself. */
export interface HeldOutNames {
  names: readonly string[];
  repositories: readonly string[];
}

/** Packages reachable from the project's own manifest that are permissively licensed, readable and not held out, by name. */
export function corpusPackages(rootFolder: string, nodeModulesFolder: string, heldOut: HeldOutNames): CorpusPackage[] {
  const root = readManifest(rootFolder);
  const queue = Object.keys({ ...root?.dependencies, ...root?.devDependencies });
  const seen = new Set<string>();
  const chosen: CorpusPackage[] = [];
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    if (seen.has(name) || listed(testOnly, name)) continue;
    seen.add(name);
    const folder = join(nodeModulesFolder, name);
    const manifest = readManifest(folder);
    if (!manifest) continue;
    queue.push(...Object.keys(manifest.dependencies ?? {}));
    if (isHeldOut(manifest, heldOut) || listed(bundled, name) || listed(generated, name)) continue;
    const license = manifest.license ?? "";
    if (permissive.test(license)) chosen.push({ name, version: manifest.version, license, folder });
  }
  return chosen.sort((left, right) => (left.name < right.name ? -1 : 1));
}

/** True for a held-out package, its scope and its repository. */
export function isHeldOut(manifest: Pick<Manifest, "name" | "repository">, heldOut: HeldOutNames): boolean {
  const repository = repositoryOf(manifest.repository);
  const scope = scopeOf(manifest.name);
  return (
    heldOut.names.includes(manifest.name) ||
    (scope !== undefined && heldOut.names.some((name) => scopeOf(name) === scope || `@${name}` === scope)) ||
    (repository !== undefined && heldOut.repositories.includes(repository))
  );
}

/** "owner/name" of a repository field, lower case. */
export function repositoryOf(repository: Manifest["repository"]): string | undefined {
  const url = typeof repository === "object" ? repository.url : repository;
  return url?.toLowerCase().match(/([\w.-]+\/[\w.-]+?)(?:\.git)?(?:#.*)?$/)?.[1];
}

function scopeOf(name: string): string | undefined {
  return name.startsWith("@") ? name.split("/")[0] : undefined;
}

function listed(names: readonly string[], name: string): boolean {
  return names.some((entry) => (entry.endsWith("/") ? name.startsWith(entry) : entry === name));
}

function readManifest(folder: string): Manifest | undefined {
  const path = join(folder, "package.json");
  if (!existsSync(path)) return undefined;
  const parsed = v.safeParse(manifestSchema, JSON.parse(readFileSync(path, "utf8")));
  return parsed.success ? parsed.output : undefined;
}
