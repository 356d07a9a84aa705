/** Messages between the page and the language service's Worker; each side parses what it hears. */
import * as v from "valibot";
import { answerSchema, offsetSchema } from "./answers.ts";

const path = v.pipe(v.string(), v.minLength(1), v.maxLength(4_096));
const suggested = { length: offsetSchema, from: offsetSchema, to: offsetSchema, insert: v.string() };
const at = { path, offset: offsetSchema };

export const questionSchema = v.variant("kind", [
  v.object({ kind: v.literal("completions"), ...at }),
  /** Type and documentation of one of the completions at a place. */
  v.object({ kind: v.literal("details"), ...at, name: v.string() }),
  v.object({ kind: v.literal("hover"), ...at }),
  v.object({ kind: v.literal("signature"), ...at }),
  v.object({ kind: v.literal("definition"), ...at }),
  v.object({ kind: v.literal("diagnostics"), path }),
  /** For the assistant's tasks without a model; what is asked has its schema in `shared/agent/static/facts.ts`. */
  v.object({ kind: v.literal("static"), path, ask: v.unknown() }),
  /** What follows from an edit of a declaration: `before` is the file's text as it was, the range what of it was replaced. */
  v.object({ kind: v.literal("follow-ups"), path, before: v.string(), from: offsetSchema, to: offsetSchema }),
  /** Whether a suggestion adds an error: to the syntax alone, or to the types too. Each is answered, at once. */
  v.object({ kind: v.literal("syntax"), path, ...suggested }),
  v.object({ kind: v.literal("check"), path, ...suggested }),
]);
export type LanguageQuestion = v.InferOutput<typeof questionSchema>;

/** Replaces what stands between two offsets; several apply one after another. */
const editSchema = v.object({ from: offsetSchema, to: offsetSchema, insert: v.string() });
export type TextEdit = v.InferOutput<typeof editSchema>;

const typeFileSchema = v.object({ path, text: v.string() });
export type TypeFile = v.InferOutput<typeof typeFileSchema>;

/** Absent where a page is not isolated. */
const isShared = (value: unknown) => typeof SharedArrayBuffer !== "undefined" && value instanceof SharedArrayBuffer;

export const toLanguageWorkerSchema = v.variant("type", [
  /** Four bytes in which the page counts `file`, `edit` and `remove` as it sends them: seen by a service that is busy. */
  v.object({ type: v.literal("share"), changes: v.custom<SharedArrayBuffer>(isShared) }),
  v.object({ type: v.literal("file"), path, text: v.string() }),
  v.object({ type: v.literal("edit"), path, edits: v.array(editSchema) }),
  v.object({ type: v.literal("remove"), path }),
  /** The type files of an installed package; none when it is not installed. */
  v.object({ type: v.literal("package"), name: path, files: v.array(typeFileSchema) }),
  /** Installed packages may have changed: all are asked for again. */
  v.object({ type: v.literal("forget-packages") }),
  v.object({ type: v.literal("ask"), id: offsetSchema, question: questionSchema }),
  v.object({ type: v.literal("cancel"), id: offsetSchema }),
]);
export type ToLanguageWorker = v.InferOutput<typeof toLanguageWorkerSchema>;

export const fromLanguageWorkerSchema = v.variant("type", [
  v.object({ type: v.literal("ready"), version: v.string() }),
  /** Names of packages that the project's files import and that the service has not got. */
  v.object({ type: v.literal("want"), packages: v.array(v.string()) }),
  /** Undefined: nothing to say, called off, or overtaken by a newer question of its kind. */
  v.object({ type: v.literal("answer"), id: offsetSchema, answer: v.optional(answerSchema) }),
  /** `id` of the question that failed; absent when it is the service itself. */
  v.object({ type: v.literal("failed"), id: v.optional(offsetSchema), message: v.string() }),
]);
export type FromLanguageWorker = v.InferOutput<typeof fromLanguageWorkerSchema>;
