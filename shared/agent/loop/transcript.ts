/** What happened in a run, step by step, as plain JSON: it is shown, stored, sent and exported as it is. */
import * as v from "valibot";
import { effects } from "./approval.ts";
import { loopLimits } from "./limits.ts";
import { callSchema } from "./tools.ts";

const label = v.pipe(v.string(), v.maxLength(1_024));
const sentence = v.pipe(v.string(), v.maxLength(loopLimits.maxReasonChars));
const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));
const callId = v.pipe(v.string(), v.maxLength(64));

/** What became of one file. */
const change = v.strictObject({
  path: v.pipe(v.string(), v.maxLength(4_096)),
  kind: v.picklist(["created", "changed", "deleted"]),
  /** The lines that differ, with - and + before them; cut where it is long. */
  diff: v.pipe(v.string(), v.maxLength(loopLimits.maxShownDiffChars)),
  /** Characters put in and taken out. */
  chars: count,
});

/** Why a tool did not do what it was asked. */
export const resultCodes = [
  "unknown-tool",
  "bad-arguments",
  "bad-path",
  "secret",
  /** The dial keeps the agent out of this file. */
  "dial",
  /** The person said no. */
  "refused",
  /** This tab knows of no yes to this call. */
  "unapproved",
  /** Nobody knows how far it came: the page was loaded anew, or it was stopped. */
  "interrupted",
  "not-found",
  "not-done",
  "timeout",
  "unavailable",
] as const;

const text = v.pipe(v.string(), v.maxLength(loopLimits.maxResultChars));
export const toolResultSchema = v.variant("ok", [
  v.strictObject({
    ok: v.literal(true),
    text,
    changes: v.optional(v.pipe(v.array(change), v.maxLength(loopLimits.maxChanges)), []),
  }),
  v.strictObject({ ok: v.literal(false), code: v.picklist(resultCodes), text }),
]);
export type ToolResult = v.InferOutput<typeof toolResultSchema>;

export const endReasons = [
  /** The model says that it is done. */
  "done",
  "stopped",
  "steps",
  "time",
  "diff",
  "loop",
  /** Answers that were of no use. */
  "useless",
  /** No model answered. */
  "failed",
  /** Role or dial do not allow it, or no more. */
  "forbidden",
  /** The browser did not come back. */
  "lost",
  /** Another run is under way in this workspace. */
  "busy",
] as const;
export type EndReason = (typeof endReasons)[number];

export const stepSchema = v.variant("kind", [
  v.strictObject({
    kind: v.literal("said"),
    atMs: count,
    text: v.pipe(v.string(), v.maxLength(262_144)),
    /** The tools that the answer asks for, as it wrote them. */
    calls: v.array(v.strictObject({ name: label, arguments: v.pipe(v.string(), v.maxLength(524_288)) })),
    model: label,
    endpoint: label,
    tokens: count,
    /** In the currency of the owner's prices; left out where the model has none. */
    cost: v.optional(v.number()),
  }),
  v.strictObject({ kind: v.literal("call"), atMs: count, call: callSchema, effect: v.picklist(effects) }),
  v.strictObject({
    kind: v.literal("approval"),
    atMs: count,
    call: callId,
    hash: label,
    answer: v.picklist(["asked", "approved", "refused"]),
  }),
  v.strictObject({ kind: v.literal("result"), atMs: count, call: callId, result: toolResultSchema }),
  v.strictObject({ kind: v.literal("ended"), atMs: count, reason: v.picklist(endReasons), message: sentence }),
]);
export type Step = v.InferOutput<typeof stepSchema>;

/** What a run has cost so far. */
export function costOf(steps: readonly Step[]): { tokens: number; cost: number | undefined } {
  const said = steps.filter((step) => step.kind === "said");
  const costs = said.flatMap(({ cost }) => cost ?? []);
  return {
    tokens: said.reduce((sum, { tokens }) => sum + tokens, 0),
    cost: costs.length ? costs.reduce((sum, cost) => sum + cost, 0) : undefined,
  };
}
