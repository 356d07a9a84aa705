/** One question to a model about a project: facts only. The words around them are the prompts of the edge. */
import * as v from "valibot";
import { agentLimits } from "./limits.ts";
import { taskNames } from "./tasks.ts";

const label = v.pipe(v.string(), v.maxLength(1_024));
const path = v.pipe(v.string(), v.maxLength(4_096));
const text = v.pipe(v.string(), v.maxLength(agentLimits.maxPassageChars));

/** The code that a task is about: a file, or lines of it. */
const subject = v.strictObject({
  path,
  text,
  /** Number of its first line in the file, from 1. */
  firstLine: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** What stands before and after it in the file, for the eye only. */
  before: v.optional(text, ""),
  after: v.optional(text, ""),
});

export const askSchema = v.strictObject({
  task: v.picklist(taskNames),
  /** What the answer's sentences are written in. */
  language: v.picklist(["en", "zh-CN"]),
  /** In the person's own words; empty where the task says all. */
  request: v.optional(text, ""),
  subject: v.optional(subject),
  /** Dotted names of the symbols of the subject that the task is for; all when left out. */
  symbols: v.optional(v.pipe(v.array(label), v.maxLength(agentLimits.maxAskedSymbols))),
  /** What helps beside it, the most helpful first: files (those with a path), problems, terminal output, differences, rules. */
  context: v.optional(
    v.pipe(v.array(v.strictObject({ label, text, path: v.optional(path) })), v.maxLength(agentLimits.maxPassages)),
    [],
  ),
  /** Earlier turns of the conversation, the oldest first. */
  history: v.optional(
    v.pipe(
      v.array(v.strictObject({ role: v.picklist(["user", "assistant"]), text })),
      v.maxLength(agentLimits.maxHistoryTurns),
    ),
    [],
  ),
  /** The answer before this one to the same question, and what was wrong with it. */
  objection: v.optional(v.strictObject({ answer: text, problem: text })),
  /** Tiers above the task's own that are asked: 0 at first, more after answers that were of no use. */
  escalation: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(agentLimits.maxEscalation)), 0),
  /** Id of the model that the person chose. */
  model: v.optional(label),
});
export type Ask = v.InferOutput<typeof askSchema>;
/** An ask as it is written: what has a default may be left out. */
export type AskInput = v.InferInput<typeof askSchema>;

/** What became of a question. */
export type AskEnd =
  | {
      ok: true;
      text: string;
      /** "length": it was cut at the model's limit. */
      reason: "stop" | "length" | "cancelled";
      model: string;
      endpoint: string;
      tokens: number;
      /** In the currency of the owner's price list; undefined where the model has no price. */
      cost?: number | undefined;
    }
  /** `text`: what had come before it failed. */
  | { ok: false; code: string; message: string; text: string };

/** Asks a model; `hear` gets the answer as it comes. Never rejects; resolves soon after `signal` is aborted. */
export type AskModel = (ask: AskInput, hear: (text: string) => void, signal: AbortSignal) => Promise<AskEnd>;
