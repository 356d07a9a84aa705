/** Installed packages the engine is tuned on: the same kind of code as the held-out ones, left out of the corpus while they are measured. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { readableSources } from "../../../web/workers/corpus/sources.ts";
import type { MeasuredSources } from "./fetch-held-out.ts";

const nodeModules = join(import.meta.dirname, "../../../node_modules");
/** Name and the folder people wrote it in. */
const packages = [
  ["kysely", "dist"],
  ["postcss", "lib"],
  ["semver", ""],
  ["undici", "lib"],
  ["ws", "lib"],
  ["yaml", "browser/dist"],
  ["yjs", "src"],
  ["zod", "src/v4/core"],
] as const;
const measuredFiles = 5;
const minLines = 50;
const maxLines = 900;

export const developmentNames: readonly string[] = packages.map(([name]) => name);

export function developmentSources(): MeasuredSources[] {
  return packages.map(([name, folder]) => {
    const all = readableSources(join(nodeModules, name, folder), new Set());
    return { name, all, measured: usualFiles(all, measuredFiles) };
  });
}

/** Some files of a usual size in an order nobody chose. */
export function usualFiles<File extends { path: string; text: string }>(files: readonly File[], count: number): File[] {
  return files
    .filter(({ text }) => isOfUsualSize(text))
    .sort(byHash)
    .slice(0, count);
}

function isOfUsualSize(text: string): boolean {
  const lines = text.split("\n").length;
  return lines >= minLines && lines <= maxLines;
}

function byHash(left: { path: string }, right: { path: string }): number {
  return hash(left.path) < hash(right.path) ? -1 : 1;
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
