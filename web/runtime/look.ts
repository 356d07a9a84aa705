/** One path seen from both sides, and what is to be done about it. */
import type { TreeRow } from "../../shared/workspace/tree.ts";
import type { WorkspaceFiles } from "../sync/session.ts";
import { type Decision, decide, folder, missing } from "./decide.ts";
import { digestOf } from "./digest.ts";
import { type EngineEntry, type EngineFiles, readEntry } from "./engine-files.ts";
import type { Agreement } from "./mount-tree.ts";

export interface Seen {
  path: string;
  /** Row of the document at this path. */
  row: TreeRow | undefined;
  engine: EngineEntry;
  document: EngineEntry;
  base: Agreement;
  decision: Decision;
}

export interface LookOptions {
  engineFiles: EngineFiles;
  files: WorkspaceFiles;
  agreed: ReadonlyMap<string, Agreement>;
  mayPublish: boolean;
  ignores(path: string, isFolder: boolean): boolean;
}

/** Undefined when one side cannot be read now. */
export async function lookAt(path: string, options: LookOptions): Promise<Seen | undefined> {
  const { engineFiles, files, agreed, mayPublish } = options;
  const engine = await readEntry(engineFiles, path);
  const row = files.tree.getState().byPath.get(path);
  const document = await readRow(files, row);
  if (!engine || !document) return undefined;
  const base = agreed.get(path) ?? { state: missing };
  const ignored = options.ignores(path, engine.state === folder);
  const facts = { base: base.state, engine: engine.state, document: document.state, mayPublish, ignored };
  return { path, row, engine, document, base, decision: decide(facts) };
}

async function readRow(files: WorkspaceFiles, row: TreeRow | undefined): Promise<EngineEntry | undefined> {
  if (!row) return { state: missing };
  if (row.kind === "folder") return { state: folder };
  const bytes = await files.bytes(row.id);
  return bytes && { state: digestOf(bytes), bytes };
}

export interface Rename {
  from: Seen;
  to: Seen;
}

/** Files that a program moved: gone at one path, found with the same bytes at another. Their decisions are then settled. */
export function takeRenames(seen: readonly Seen[]): Rename[] {
  const publishing = seen.filter(({ decision }) => decision === "to-document");
  const gone = publishing.filter(({ engine, row }) => engine.state === missing && row && row.kind !== "folder");
  const renames: Rename[] = [];
  for (const to of publishing) {
    if (to.row || to.engine.bytes === undefined || to.engine.bytes.length === 0) continue;
    const index = gone.findIndex((candidate) => candidate.base.state === to.engine.state);
    const [from] = index < 0 ? [] : gone.splice(index, 1);
    if (!from) continue;
    from.decision = "nothing";
    to.decision = "nothing";
    renames.push({ from, to });
  }
  return renames;
}
