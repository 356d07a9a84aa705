/** How the files that a run changed were before it, and what they must become to undo it. Pure. */
import { mergeTexts } from "../../runtime/merge.ts";

export interface FileBefore {
  path: string;
  /** Undefined: there was no such file. */
  before: string | undefined;
  /** As the run left it. */
  after: string | undefined;
}

/** Plain data, to be kept over a reload. */
export interface Checkpoint {
  files: readonly FileBefore[];
  /** Folders that the run made, the outer before the inner. */
  folders: readonly string[];
}

export const emptyCheckpoint: Checkpoint = { files: [], folders: [] };

/** The first text before counts, and the last after. */
export function noted(checkpoint: Checkpoint, change: FileBefore): Checkpoint {
  const known = checkpoint.files.find(({ path }) => path === change.path);
  const files = known
    ? checkpoint.files.map((file) => (file === known ? { ...known, after: change.after } : file))
    : [...checkpoint.files, change];
  return { ...checkpoint, files };
}

export interface UndoPlan {
  /** What each file is to become; undefined: it goes. */
  targets: readonly { path: string; text: string | undefined }[];
  /** Files that others have changed in the same places since: they stay as they are. */
  kept: readonly string[];
}

/** What others wrote meanwhile in other places of a file stays. */
export function undoPlan({ files }: Checkpoint, read: (path: string) => string | undefined): UndoPlan {
  const targets: UndoPlan["targets"][number][] = [];
  const kept: string[] = [];
  for (const { path, before, after } of files) {
    const now = read(path);
    if (now === before) continue;
    if (now === after) {
      targets.push({ path, text: before });
      continue;
    }
    const isText = now !== undefined && before !== undefined && after !== undefined;
    const merged = isText ? mergeTexts(after, now, before) : undefined;
    if (merged === undefined) kept.push(path);
    else targets.push({ path, text: merged });
  }
  return { targets, kept };
}
