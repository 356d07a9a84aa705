/** Messages between the page and the Worker that runs a GGUF file. */
import type { FimFamily } from "../models/fim.ts";

/** Why a file is not loaded, or a loaded one does not answer. */
export const modelProblems = [
  "not-gguf",
  /** One part of a model in several files. */
  "part",
  "too-large",
  "truncated",
  /** llama.cpp does not load it: an architecture or a kind of weights that it does not know. */
  "not-loaded",
  "no-memory",
  /** The browser lacks what llama.cpp needs. */
  "no-browser",
  /** It was kept, and is not there any more. */
  "gone",
  /** The prompt is longer than the model's context. */
  "prompt-too-long",
  "stopped",
] as const;
export type ModelProblem = (typeof modelProblems)[number];

export interface ModelFacts {
  /** The name that its file gives it, or the file's own. */
  name: string;
  contextTokens: number;
  /** Undefined for a model without tokens for a gap: it sees only the code before the caret. */
  family?: FimFamily;
}

export interface ModelQuestion {
  prompt: string;
  stop: readonly string[];
  maxTokens: number;
  temperature: number;
}

/** `File` is the platform's. */
export type ToModelWorker<File> =
  | { type: "load"; file: File }
  | { type: "complete"; id: number; question: ModelQuestion }
  | { type: "cancel"; id: number };

export type FromModelWorker =
  | { type: "loaded"; facts: ModelFacts }
  | { type: "refused"; code: ModelProblem; detail: string }
  | { type: "text"; id: number; text: string }
  | { type: "done"; id: number; tokens: number }
  | { type: "failed"; id: number; code: ModelProblem; detail: string };
