/** What became of a file, as the transcript shows it: the lines between the first and the last that differ. */
import { loopLimits } from "../../../shared/agent/loop/limits.ts";
import type { ToolResult } from "../../../shared/agent/loop/transcript.ts";

export type Change = Extract<ToolResult, { ok: true }>["changes"][number];

/** Undefined: there is no such file. */
export function changeOf(
  path: string,
  before: string | undefined,
  after: string | undefined,
  maxChars: number,
): Change {
  const kind = before === undefined ? "created" : after === undefined ? "deleted" : "changed";
  const old = linesOf(before);
  const now = linesOf(after);
  const shorter = Math.min(old.length, now.length);
  let head = 0;
  while (head < shorter && old[head] === now[head]) head++;
  let tail = 0;
  while (tail < shorter - head && old.at(-1 - tail) === now.at(-1 - tail)) tail++;
  const removed = old.slice(head, old.length - tail);
  const added = now.slice(head, now.length - tail);
  const lines = [`@@ line ${head + 1} @@`, ...removed.map((line) => `-${line}`), ...added.map((line) => `+${line}`)];
  const chars = [...removed, ...added].reduce((sum, line) => sum + line.length + 1, 0);
  return { path, kind, diff: cut(lines.join("\n"), Math.min(maxChars, loopLimits.maxShownDiffChars)), chars };
}

function linesOf(text: string | undefined): string[] {
  return text === undefined || text === "" ? [] : text.split("\n");
}

function cut(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, Math.max(0, max - 2))}\n…`;
}
