/** What became of each suggestion that was shown: counts and times, never the code itself. */
import * as v from "valibot";

const count = v.pipe(v.number(), v.minValue(0));

/** `typed`: the person wrote it out by hand; `replaced`: a model's answer took its place. */
const outcomes = ["accepted", "partly", "typed", "rejected", "replaced"] as const;

export const recordSchema = v.object({
  /** Milliseconds since 1970. */
  at: count,
  source: v.picklist(["local", "model"]),
  model: v.string(),
  language: v.string(),
  outcome: v.picklist(outcomes),
  shownChars: count,
  acceptedChars: count,
  /** From the question to the first paint. */
  latencyMs: count,
  /** Package and licence that it was found to be a copy from: "hono (MIT)". */
  copyOf: v.optional(v.string()),
  /** Share of the accepted characters that were still there later; absent until measured. */
  keptAfter30s: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
  keptAfter5min: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
});
export type SuggestionRecord = v.InferOutput<typeof recordSchema>;
