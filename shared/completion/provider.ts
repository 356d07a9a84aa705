/** What the editor asks of anything that can complete code, local or remote, and what it hears back. */

export interface IdentifierRequest {
  path: string;
  /** A language id of ours: "javascript", "typescript", "jsx", "tsx", "html", "css", "json", "markdown", "python" or "text". */
  language: string;
  prefix: string;
  suffix: string;
  /** Characters of the file before `prefix` and after `suffix`; none when left out. */
  beyond?: { before: number; after: number };
}

export interface InlineRequest extends IdentifierRequest {
  /** "auto" while typing, "manual" by key. */
  trigger: "auto" | "manual";
}

export interface InlineAnswer {
  text: string;
  /** Name of what answered: "embedded" or the model's name. */
  model: string;
  endpoint?: string;
  latencyMs: number;
}

/** A source of ghost text. `onText` hears the whole text so far, each time it grows; undefined means nothing to suggest. */
export interface InlineProvider {
  readonly source: CompletionSourceKind;
  /** Name of what will answer: "embedded" or the model's name. */
  readonly model: string;
  /** How long typing must pause before this provider is asked. */
  readonly debounceMs: number;
  complete(
    request: InlineRequest,
    onText: (text: string) => void,
    signal: AbortSignal,
  ): Promise<InlineAnswer | undefined>;
}

export interface IdentifierCandidate {
  text: string;
  probability: number;
}

/** A source of ranked identifiers for the popup; each candidate begins with the word before the caret. */
export interface IdentifierProvider {
  identifiers(request: IdentifierRequest, signal: AbortSignal): Promise<readonly IdentifierCandidate[]>;
}

export type CompletionSourceKind = "local" | "model";

/** What the status bar shows about completion. */
export interface CompletionStatus {
  /** What answered last, or "starting" until the corpus is loaded. */
  source: CompletionSourceKind | "starting" | "off";
  model?: string;
  endpoint?: string;
  latencyMs?: number;
  /** The package that the last suggestion stands in word for word. */
  copyOf?: { name: string; license: string };
  error?: { code: string; message: string; endpoint?: string };
  /** Requests that the busy model serves before this person's. */
  waiting?: number;
  /** Tokens that models have used for this page. */
  tokens?: number;
  /** The day's tokens, where they are limited. */
  quota?: { usedTokens: number; limitTokens: number };
}
