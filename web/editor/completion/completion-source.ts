/** Popup completion fed by the embedded engine. */
import type { Completion, CompletionContext, CompletionResult, CompletionSource } from "@codemirror/autocomplete";
import { wordOf } from "../../../shared/completion/lexer.ts";
import { completionLimits } from "../../../shared/completion/limits.ts";
import type { IdentifierProvider } from "../../../shared/completion/provider.ts";
import { requestText } from "./request-text.ts";

/** Among words for people, a popup would take the Enter that ends a line of theirs. */
const prose = new Set(["markdown", "text"]);
/** Typed letters before the popup opens by itself; a dot opens it at once. */
const minTypedChars = 2;
const maxBoost = 99;

/** Ranked identifiers for `@codemirror/autocomplete`, most likely first: `autocompletion({override: [completionSource(local, file)]})`. */
export function completionSource(
  local: IdentifierProvider,
  file: () => { path: string; language: string },
): CompletionSource {
  return async (context) => {
    if (context.state.doc.lineAt(context.pos).length > completionLimits.maxLineChars) return null;
    const { path, language } = file();
    const typed = context.matchBefore(wordOf(language))?.text ?? "";
    const afterDot = context.matchBefore(/[\w$)\]]\??\./) !== null;
    const opensItself = (afterDot || typed.length >= minTypedChars) && !prose.has(language);
    if (!context.explicit && !opensItself) return null;
    return suggest(local, { path, language }, context, typed);
  };
}

async function suggest(
  local: IdentifierProvider,
  file: { path: string; language: string },
  context: CompletionContext,
  typed: string,
): Promise<CompletionResult | null> {
  const controller = new AbortController();
  context.addEventListener("abort", () => controller.abort());
  const { state, pos } = context;
  const request = { ...file, ...requestText(state, pos) };
  try {
    const candidates = await local.identifiers(request, controller.signal);
    const options = candidates
      .filter(({ text }) => text.startsWith(typed))
      .map(({ text }, rank): Completion => ({ label: text, boost: maxBoost - rank }));
    return options.length && !context.aborted ? { from: pos - typed.length, options, filter: false } : null;
  } catch (error) {
    if (controller.signal.aborted) return null;
    throw error;
  }
}
