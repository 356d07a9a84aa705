/** What the language service is asked for a task without a model, and what it answers: facts alone, no words. */
import * as v from "valibot";

const text = v.string();
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
/** Lines count from 1. */
const place = v.object({ path: text, line: count });
export type CodePlace = v.InferOutput<typeof place>;

export const staticAskSchema = v.variant("about", [
  /** The declarations that a range is about: all of the file where it has none. */
  v.object({ about: v.literal("symbols"), range: v.optional(v.object({ from: count, to: count })) }),
]);
export type StaticAsk = v.InferOutput<typeof staticAskSchema>;

const symbol = v.object({
  name: text,
  kind: text,
  line: count,
  endLine: count,
  exported: v.boolean(),
  signature: text,
  documentation: text,
  /** Only where the symbol has a body. */
  shape: v.optional(
    v.object({
      /** McCabe's number: one, and one for each place where control branches. */
      complexity: count,
      depth: count,
      loops: count,
      returns: count,
      awaits: count,
    }),
  ),
  calls: v.array(v.object({ name: text, at: v.optional(place) })),
  throws: v.array(v.object({ name: text, line: count })),
  uses: v.array(place),
  /** Uses that are not in `uses`. */
  moreUses: count,
});
export type SymbolFacts = v.InferOutput<typeof symbol>;

const symbolsFacts = v.object({
  about: v.literal("symbols"),
  symbols: v.array(symbol),
  /** What a name in the range stands for, where another place declares it. */
  named: v.optional(v.object({ signature: text, documentation: text, at: v.optional(place) })),
});

export const staticFactsSchema = v.variant("about", [symbolsFacts]);
export type StaticFacts = v.InferOutput<typeof staticFactsSchema>;
export type FactsAbout<About extends StaticFacts["about"]> = Extract<StaticFacts, { about: About }>;
export type AskAbout<About extends StaticAsk["about"]> = Extract<StaticAsk, { about: About }>;
