/** One question to a loaded model: its prompt, what it says without its control tokens, and how it ended. */
import type { ModelFacts } from "../../../shared/browser-model/messages.ts";
import type { InlineAnswer, InlineRequest } from "../../../shared/completion/provider.ts";
import { type FimFile, fimPrompt } from "../../../shared/models/fim.ts";
import { prefixWithFiles } from "../../../shared/models/plain-context.ts";
import { promptContext } from "../../../shared/models/prompt-context.ts";
import { promptWindow } from "../../../shared/models/prompt-window.ts";
import { AnswerScrubber, scrubTokens } from "../../../shared/models/scrub-tokens.ts";
import { type CompletionStatusStore, report } from "../completion-status.ts";
import { assistantLimits } from "../limits.ts";
import type { RequestContext } from "../remote.ts";
import type { ModelClient, ModelFailure } from "./model-client.ts";

export interface Asked {
  request: InlineRequest;
  onText(text: string): void;
  status: CompletionStatusStore;
  context?: RequestContext | undefined;
  /** Where it runs, in the person's language, and what went wrong there. */
  words: { place: string; problem(failure: Pick<ModelFailure, "code" | "detail">): string };
}

export interface Running {
  client: ModelClient;
  facts: ModelFacts;
  /** Of the room for code in the context, what its tokens were found to allow. */
  share: number;
}

/** What was said, and what ended it before its end. */
export interface Outcome {
  answer: InlineAnswer | undefined;
  failure?: ModelFailure;
}

const limits = assistantLimits.browserModel;

/** Asks, with less code around the caret where the context was found to be too small. */
export async function askModel(
  model: Running,
  asked: Asked,
  files: readonly FimFile[],
  now: () => number,
  signal: AbortSignal,
): Promise<Outcome> {
  const { request, onText, status, words } = asked;
  const { name } = model.facts;
  const scrubber = new AnswerScrubber();
  const own = new AbortController();
  const askedMs = now();
  let firstMs: number | undefined;
  let text = "";
  const hear = (piece: string) => {
    firstMs ??= now() - askedMs;
    const certain = scrubber.push(piece);
    if (scrubber.stopped) own.abort();
    if (certain === "") return;
    text += certain;
    onText(text);
  };
  const answer = await model.client.complete(
    questionOf(model, request, files),
    hear,
    AbortSignal.any([signal, own.signal]),
  );
  if (signal.aborted) return { answer: undefined };
  if (!answer.ok) {
    if (answer.code === "prompt-too-long" && model.share > limits.minShare) {
      model.share /= 2;
      return askModel(model, asked, files, now, signal);
    }
    return { failure: answer, answer: text ? { text, model: "", latencyMs: 0 } : undefined };
  }
  text += scrubber.end();
  const latencyMs = firstMs ?? now() - askedMs;
  report(status, { type: "model-answered", model: name, endpoint: words.place, latencyMs, tokens: answer.tokens });
  return { answer: { text, model: name, endpoint: words.place, latencyMs: now() - askedMs } };
}

function questionOf({ facts, share }: Running, request: InlineRequest, files: readonly FimFile[]) {
  const { family, contextTokens } = facts;
  const maxTokens = request.trigger === "manual" ? limits.maxTokensManual : limits.maxTokensAuto;
  const most = limits.maxPrefixChars + limits.maxSuffixChars + limits.maxContextChars;
  const room = (contextTokens - maxTokens - limits.frameTokens) * limits.charsPerToken;
  const chars = (limit: number) => Math.floor(limit * Math.min(1, Math.max(0, room / most)) * share);
  const window = promptWindow(request.prefix, request.suffix, {
    prefix: chars(limits.maxPrefixChars),
    suffix: chars(limits.maxSuffixChars),
  });
  const question = {
    path: scrubTokens(request.path),
    ...window,
    context: promptContext(files, chars(limits.maxContextChars)),
  };
  const { prompt, stop } = family ? fimPrompt(family, question) : { prompt: prefixWithFiles(question), stop: [] };
  return { prompt, stop, maxTokens, temperature: limits.temperature };
}
