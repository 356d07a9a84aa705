/** The type files of one installed package, read from the engine: declarations, package.json, shared configurations. */
import { languageLimits } from "../../shared/language/limits.ts";
import type { TypeFile } from "../../shared/language/messages.ts";
import type { EngineSession } from "../runtime/engine.ts";

export type PackageReader = Pick<EngineSession, "readFile" | "listFolder">;

/** What may still be read. */
export interface ReadBudget {
  files: number;
  bytes: number;
}

export interface PackageTypes {
  files: TypeFile[];
  /** True when a bound ended the reading. */
  cut: boolean;
}

const isTypeFile = (name: string): boolean => /\.d\.(?:.+\.)?[cm]?ts$|^(?:package|tsconfig.*)\.json$/.test(name);

/** Reads at most what the budget leaves and takes it off the budget. */
export async function readPackage(name: string, engine: PackageReader, budget: ReadBudget): Promise<PackageTypes> {
  const left = {
    files: Math.min(budget.files, languageLimits.maxPackageFiles),
    bytes: Math.min(budget.bytes, languageLimits.maxPackageBytes),
  };
  const types: PackageTypes = { files: [], cut: false };
  const folders = [{ path: `node_modules/${name}`, depth: 0 }];
  for (let folder = folders.shift(); folder && !types.cut; folder = folders.shift()) {
    const entries = await engine.listFolder(folder.path);
    const paths = entries.filter((entry) => !entry.isFolder && isTypeFile(entry.name)).map((entry) => entry.name);
    await readInto(types, left, folder.path, paths, engine);
    const below = folder.depth < languageLimits.maxPackageDepth ? entries.filter((entry) => entry.isFolder) : [];
    folders.push(...below.map((entry) => ({ path: `${folder?.path}/${entry.name}`, depth: (folder?.depth ?? 0) + 1 })));
  }
  budget.files -= types.files.length;
  budget.bytes -= types.files.reduce((sum, { text }) => sum + text.length, 0);
  return types;
}

async function readInto(
  types: PackageTypes,
  left: ReadBudget,
  folder: string,
  names: readonly string[],
  engine: PackageReader,
): Promise<void> {
  for (let at = 0; at < names.length; at += languageLimits.parallelReads) {
    const batch = names.slice(at, at + languageLimits.parallelReads).map((name) => `${folder}/${name}`);
    const read = await Promise.all(batch.map((path) => engine.readFile(path)));
    for (const [index, bytes] of read.entries()) {
      const path = batch[index];
      if (!bytes || path === undefined) continue;
      left.files--;
      left.bytes -= bytes.length;
      types.cut = left.files < 0 || left.bytes < 0;
      if (types.cut) return;
      types.files.push({ path, text: new TextDecoder().decode(bytes) });
    }
  }
}
