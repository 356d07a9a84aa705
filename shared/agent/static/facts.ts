/** What the language service is asked for a task without a model, and what it answers: facts alone, no words. */
import * as v from "valibot";
import { shapeSchema } from "./shape.ts";

const text = v.string();
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
/** Lines count from 1. */
const place = v.object({ path: text, line: count });
export type CodePlace = v.InferOutput<typeof place>;
const range = v.object({ from: count, to: count });

export const staticAskSchema = v.variant("about", [
  /** The declarations that a range is about: all of the file where it has none. */
  v.object({ about: v.literal("symbols"), range: v.optional(range) }),
  /** Exported declarations that have no documentation comment; those that a range touches where it has one. */
  v.object({ about: v.literal("undocumented"), range: v.optional(range) }),
  /** What can go without changing what the file does. */
  v.object({ about: v.literal("tidy"), range: v.optional(range) }),
  /** Exported functions, for tests. */
  v.object({ about: v.literal("testable"), range: v.optional(range) }),
  /** What a difference changes; the texts are those before and after it. */
  v.object({
    about: v.literal("change"),
    files: v.array(v.object({ path: text, before: v.optional(text), after: v.optional(text) })),
  }),
  /** Fixes of the errors that a range touches; of all where it has none. */
  v.object({ about: v.literal("fixes"), range: v.optional(range) }),
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

/** A type is left out where a comment cannot hold it. */
const parameter = v.object({
  name: text,
  type: v.optional(text),
  optional: v.boolean(),
  /** As it is written. */
  defaultValue: v.optional(text),
});

const undocumented = v.object({
  name: text,
  /** Where the line begins before which the comment belongs; undefined where it does not begin a line. */
  at: v.optional(count),
  indent: text,
  /** Tags besides those of parameters: `class`, `template`, each with what follows it. */
  tags: v.array(v.object({ tag: text, text: v.optional(text) })),
  parameters: v.array(parameter),
  /** Undefined where it returns nothing; `{}` where what it returns cannot be written. */
  returns: v.optional(v.object({ type: v.optional(text) })),
  throws: v.array(text),
});
export type Undocumented = v.InferOutput<typeof undocumented>;

const undocumentedFacts = v.object({
  about: v.literal("undocumented"),
  text,
  symbols: v.array(undocumented),
  /** Exported declarations looked at, those too that have a comment. */
  looked: count,
});

const change = v.object({ from: count, to: count, insert: text });
const changedFile = v.object({ path: text, text, changes: v.array(change) });
export type ChangedText = v.InferOutput<typeof changedFile>;

export const tidyReasons = ["imports", "unused", "unreachable", "label", "await"] as const;
const tidied = v.object({ reason: v.picklist(tidyReasons), name: text, line: count });

const tidyFacts = v.object({
  about: v.literal("tidy"),
  file: changedFile,
  done: v.array(tidied),
  /** Unused, but left: taking them away could change what the file does. */
  left: v.array(v.object({ name: text, line: count })),
});

const fixFacts = v.object({
  about: v.literal("fixes"),
  files: v.array(changedFile),
  /** What the language service calls each fix, and the error that goes by it. */
  done: v.array(v.object({ description: text, message: text, line: count })),
  /** Errors for which no fix is known, or none that adds no other error. */
  left: v.array(v.object({ message: text, line: count })),
});

const testable = v.object({
  name: text,
  exportedAs: text,
  /** Its name, parameters and result, in one line. */
  signature: text,
  /** What in it, or in importing its file, speaks against running it. */
  against: v.optional(text),
  parameters: v.array(v.object({ optional: v.boolean(), rest: v.boolean(), shape: shapeSchema })),
});
export type Testable = v.InferOutput<typeof testable>;

const testableFacts = v.object({ about: v.literal("testable"), commonJs: v.boolean(), functions: v.array(testable) });

const exported = v.array(v.object({ name: text, text }));
const changeFacts = v.object({
  about: v.literal("change"),
  exports: v.array(v.object({ path: text, before: exported, after: exported })),
  problems: v.array(v.object({ path: text, line: count, message: text })),
});

export const staticFactsSchema = v.variant("about", [
  symbolsFacts,
  undocumentedFacts,
  tidyFacts,
  fixFacts,
  testableFacts,
  changeFacts,
]);
export type StaticFacts = v.InferOutput<typeof staticFactsSchema>;
export type FactsAbout<About extends StaticFacts["about"]> = Extract<StaticFacts, { about: About }>;
export type AskAbout<About extends StaticAsk["about"]> = Extract<StaticAsk, { about: About }>;
