/** Messages between the page and the Worker that finds what of other files helps a completion. */
import type { Passage } from "../agent/static/passages.ts";
import type { FimFile } from "../models/fim.ts";

export interface ContextQuestion {
  path: string;
  /** The file's imports, and the text around the caret. */
  imports: string;
  prefix: string;
  suffix: string;
  /** What was edited lately in other files, the latest first. */
  edits: readonly FimFile[];
  /** Paths of the other open files, the latest first. */
  tabs: readonly string[];
}

export type ToContextWorker =
  | { type: "file"; path: string; text: string }
  | { type: "remove"; path: string }
  | { type: "gather"; id: number; question: ContextQuestion }
  /** Passages that share words with a question in a person's own words. */
  | { type: "search"; id: number; request: string };

/** To `gather` files, to `search` passages; the most helpful first. */
export type FromContextWorker =
  | { id: number; files: readonly FimFile[] }
  | { id: number; passages: readonly Passage[] };
