/** Readable JavaScript and TypeScript files of a package, without copies in a second module format. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";

const source = /\.(?:[cm]?js|jsx|[cm]?ts|tsx)$/;
const declaration = /\.d\.[cm]?ts$|\.min\.[cm]?js$|\.umd\.|\.production\.|\.prod\.|\.iife\./;
const otherFolders =
  /^(?:node_modules|test|tests|__tests__|fixtures|examples?|benchmarks?|docs?|locales?|lang|umd|min)$/;

const maxFileBytes = 600_000;
const minFileBytes = 200;
/** Per package, so that no single style weighs too much. */
const maxPackageBytes = 1_000_000;
const maxMeanLineChars = 90;
const maxLineChars = 1_000;
/** A file most of whose lines stand in an earlier one is the same code built for another module system. */
const maxRepeatedShare = 0.5;

export interface SourceFile {
  /** Path inside the package with forward slashes. */
  path: string;
  text: string;
}

/** Sources in path order; `seenLines` is shared by all packages and grows. */
export function readableSources(folder: string, seenLines: Set<string>): SourceFile[] {
  const chosen: SourceFile[] = [];
  let bytes = 0;
  for (const path of listFiles(folder)) {
    const size = statSync(path).size;
    if (size < minFileBytes || size > maxFileBytes || bytes + size > maxPackageBytes) continue;
    const text = readFileSync(path, "utf8");
    if (!isReadable(text) || repeatedShare(text, seenLines) > maxRepeatedShare) continue;
    bytes += size;
    chosen.push({ path: relative(folder, path).replaceAll("\\", "/"), text });
  }
  return chosen;
}

export function isReadable(text: string): boolean {
  if (text.includes("\0") || text.includes("sourceMappingURL=data:")) return false;
  const lines = text.split("\n");
  return text.length / lines.length <= maxMeanLineChars && lines.every((line) => line.length <= maxLineChars);
}

/** Share of the file's longer lines seen before; remembers them. */
function repeatedShare(text: string, seen: Set<string>): number {
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line.length > 20)
    .map((line) => createHash("sha1").update(line).digest("base64").slice(0, 12));
  const repeated = lines.filter((line) => seen.has(line)).length;
  for (const line of lines) seen.add(line);
  return lines.length ? repeated / lines.length : 1;
}

/** TypeScript before JavaScript, ES modules before CommonJS: the form people write comes first. */
function listFiles(folder: string): string[] {
  const found: string[] = [];
  const visit = (current: string) => {
    for (const entry of readdirSync(current, { withFileTypes: true })) {
      const path = join(current, entry.name);
      if (entry.isDirectory() && !otherFolders.test(entry.name)) visit(path);
      else if (entry.isFile() && source.test(entry.name) && !declaration.test(entry.name)) found.push(path);
    }
  };
  visit(folder);
  return found.sort((left, right) => rank(left) - rank(right) || (left < right ? -1 : 1));
}

function rank(path: string): number {
  if (/\.[cm]?tsx?$/.test(path)) return 0;
  return /\.cjs$|[\\/]cjs[\\/]|[\\/]commonjs[\\/]/.test(path) ? 2 : 1;
}
