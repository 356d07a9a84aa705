/** How far a task over a long file has come, as JSON that outlives the page. */
import * as v from "valibot";
import { fail, type Result, succeed } from "../../lib/result.ts";
import { agentLimits } from "../limits.ts";
import { type OutlineItem, symbolsOf } from "../outline.ts";
import { taskNames } from "../tasks.ts";

const label = v.pipe(v.string(), v.maxLength(1_024));

export const longFileStateSchema = v.strictObject({
  version: v.literal(1),
  task: v.picklist(taskNames),
  path: v.pipe(v.string(), v.maxLength(4_096)),
  /** Symbols that have what the task gives them, each with the hash of its text as it was then. */
  done: v.pipe(v.array(v.strictObject({ symbol: label, hash: label })), v.maxLength(agentLimits.maxLongFileSymbols)),
  /** What it has cost so far. */
  calls: v.pipe(
    v.array(
      v.strictObject({
        model: label,
        endpoint: label,
        tokens: v.number(),
        cost: v.optional(v.number()),
        escalation: v.number(),
        failed: v.optional(label),
      }),
    ),
    v.maxLength(agentLimits.maxKeptCalls),
  ),
});
export type LongFileState = v.InferOutput<typeof longFileStateSchema>;

/** A state that was kept, or why it is none of this task. */
export function readState(data: unknown, task: string, path: string): Result<LongFileState, "bad-state"> {
  const read = v.safeParse(longFileStateSchema, data);
  if (!read.success) return fail("bad-state", "What was kept of the task cannot be read; it begins anew.");
  if (read.output.task !== task || read.output.path !== path) {
    return fail("bad-state", "What was kept is of another task or another file.");
  }
  return succeed(read.output);
}

export type HashText = (text: string) => string;

/** The hash of each symbol's text, its comment included; overloads of one name count together. */
export function symbolHashes(text: string, outline: readonly OutlineItem[], hash: HashText): Map<string, string> {
  const texts = new Map<string, string>();
  for (const { path, item } of symbolsOf(outline)) {
    texts.set(path, (texts.get(path) ?? "") + text.slice(item.from, item.to));
  }
  return new Map([...texts].map(([path, own]) => [path, hash(own)]));
}
