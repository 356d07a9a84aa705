/** What a language service answers. Offsets are UTF-16 units from the start of a file, paths are the workspace's. */
import * as v from "valibot";
import { suggestionVerdicts } from "../completion/suggestion-check.ts";

export const offsetSchema = v.pipe(v.number(), v.integer(), v.minValue(0));
const text = v.string();

export const completionKinds = [
  "variable",
  "constant",
  "function",
  "method",
  "property",
  "class",
  "interface",
  "type",
  "enum",
  "namespace",
  "keyword",
  "text",
] as const;
export type CompletionKind = (typeof completionKinds)[number];

const entrySchema = v.object({ name: text, kind: v.picklist(completionKinds), sort: text });
export type NameEntry = v.InferOutput<typeof entrySchema>;

/** `members`: the names after a dot, of which there are no others. */
const completionsSchema = v.object({
  kind: v.literal("completions"),
  members: v.boolean(),
  entries: v.array(entrySchema),
});
export type NamesAnswer = v.InferOutput<typeof completionsSchema>;

const detailsSchema = v.object({ kind: v.literal("details"), signature: text, documentation: text });
export type DetailsAnswer = v.InferOutput<typeof detailsSchema>;

const hoverSchema = v.object({
  kind: v.literal("hover"),
  from: offsetSchema,
  to: offsetSchema,
  signature: text,
  documentation: text,
});
export type HoverAnswer = v.InferOutput<typeof hoverSchema>;

/** One call signature: its label is `before`, the parameters joined by `separator`, `after`. */
const signatureSchema = v.object({
  kind: v.literal("signature"),
  /** Where the arguments begin: the box is shown there. */
  from: offsetSchema,
  before: text,
  parameters: v.array(text),
  separator: text,
  after: text,
  /** Parameter that the caret is at; as many as there are when it is past them. */
  active: offsetSchema,
  documentation: text,
  /** Which of how many overloads. */
  overload: offsetSchema,
  overloads: offsetSchema,
});
export type SignatureAnswer = v.InferOutput<typeof signatureSchema>;

export const severities = ["error", "warning", "info", "hint"] as const;
const problemSchema = v.object({
  from: offsetSchema,
  to: offsetSchema,
  severity: v.picklist(severities),
  message: text,
  code: v.number(),
});
export type Problem = v.InferOutput<typeof problemSchema>;

const diagnosticsSchema = v.object({ kind: v.literal("diagnostics"), problems: v.array(problemSchema) });

const placeSchema = v.object({ path: text, from: offsetSchema, to: offsetSchema });
export type Place = v.InferOutput<typeof placeSchema>;
const definitionSchema = v.object({
  kind: v.literal("definition"),
  /** The name asked about. */
  from: offsetSchema,
  to: offsetSchema,
  places: v.array(placeSchema),
});
export type DefinitionAnswer = v.InferOutput<typeof definitionSchema>;

/** What is to stand at a place instead of what stands there. */
const followUpSchema = v.object({ path: text, from: offsetSchema, to: offsetSchema, old: text, insert: text });
export type FollowUp = v.InferOutput<typeof followUpSchema>;

const followUpsSchema = v.object({
  kind: v.literal("follow-ups"),
  cause: v.picklist(["rename", "signature"]),
  edits: v.array(followUpSchema),
});
export type FollowUpsAnswer = v.InferOutput<typeof followUpsSchema>;

const syntaxSchema = v.object({ kind: v.literal("syntax"), verdict: v.picklist(suggestionVerdicts) });
const checkSchema = v.object({ kind: v.literal("check"), verdict: v.picklist(suggestionVerdicts) });

/** For the assistant's tasks without a model; who asks reads it with `shared/agent/static/facts.ts`, which is loaded with them. */
const staticSchema = v.object({ kind: v.literal("static"), facts: v.unknown() });

export const answerSchema = v.variant("kind", [
  staticSchema,
  completionsSchema,
  detailsSchema,
  hoverSchema,
  signatureSchema,
  diagnosticsSchema,
  definitionSchema,
  followUpsSchema,
  syntaxSchema,
  checkSchema,
]);
export type LanguageAnswer = v.InferOutput<typeof answerSchema>;
export type AnswerOf<Kind extends LanguageAnswer["kind"]> = Extract<LanguageAnswer, { kind: Kind }>;
