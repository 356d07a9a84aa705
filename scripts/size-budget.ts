/** The size budget of the IDE: what a browser must load before the editor accepts a key. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { dist } from "./paths.ts";

export const firstKeyBudgetKb = 250;

interface ManifestChunk {
  file: string;
  isEntry?: boolean;
  imports?: string[];
}
type Manifest = Record<string, ManifestChunk>;

/** The entry's chunks, followed through static imports, and the editor's chunk with its own. */
export function firstKeyChunks(manifest: Manifest, eager: (key: string) => boolean): string[] {
  const files = new Set<string>();
  const visit = (key: string): void => {
    const chunk = manifest[key];
    if (!chunk || files.has(chunk.file)) return;
    files.add(chunk.file);
    for (const next of chunk.imports ?? []) visit(next);
  };
  for (const [key, chunk] of Object.entries(manifest)) if (chunk.isEntry || eager(key)) visit(key);
  return [...files].filter((file) => file.endsWith(".js"));
}

/** Sources that the IDE page imports on demand but always before the first key. */
const alwaysLoaded = (key: string): boolean =>
  /^(app\/ide\/IdePage|sync\/(open-workspace|browser-ports))\.tsx?$/.test(key);

/** One line with the size; throws when the budget is exceeded. */
export function checkSize(): string {
  const web = join(dist, "web");
  const manifest = JSON.parse(readFileSync(join(web, ".vite", "manifest.json"), "utf8")) as Manifest;
  const files = firstKeyChunks(manifest, alwaysLoaded);
  const kb = files.reduce((sum, file) => sum + gzipSync(readFileSync(join(web, file)), { level: 9 }).length, 0) / 1_000;
  return judgeSize(kb, files.length);
}

/** The line that tells the size; throws when it is over the budget. */
export function judgeSize(kb: number, files: number): string {
  const line = `JavaScript before the first key: ${kb.toFixed(1)} kB gzip in ${files} files, budget ${firstKeyBudgetKb} kB`;
  if (kb > firstKeyBudgetKb) throw new Error(`${line}: over budget.`);
  return line;
}
