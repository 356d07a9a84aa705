/** Messages between the page and the completion Worker. */
import type { TextEdit } from "../language/messages.ts";
import type { LineSuggestion } from "./engine.ts";
import type { IdentifierCandidate, IdentifierRequest, InlineRequest } from "./provider.ts";

export type ToCompletionWorker =
  | { type: "load"; corpusUrl: string }
  | { type: "file"; path: string; language: string; text: string }
  /** Applied one after another. */
  | { type: "edit"; path: string; edits: readonly TextEdit[] }
  | { type: "remove"; path: string }
  | { type: "line"; id: number; request: InlineRequest }
  | { type: "identifiers"; id: number; request: IdentifierRequest }
  | { type: "cancel"; id: number };

export type FromCompletionWorker =
  /** The corpus is loaded, or why the engine works without it. */
  | { type: "ready"; corpusTokens: number; problem?: string }
  | { type: "line"; id: number; suggestion: LineSuggestion | undefined; tookMs: number }
  | { type: "identifiers"; id: number; candidates: readonly IdentifierCandidate[] }
  | { type: "failed"; id?: number; message: string };
