/** Popup completion fed by the embedded engine. */
import type { Completion, CompletionContext, CompletionResult, CompletionSource } from "@codemirror/autocomplete";
import { completionLimits } from "../../../shared/completion/limits.ts";
import type { IdentifierProvider } from "../../../shared/completion/provider.ts";

const word = /[\p{L}_$][\p{L}\p{N}_$]*/u;
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
    const typed = context.matchBefore(word);
    const afterDot = context.matchBefore(/[\w$)\]]\??\./) !== null;
    if (!context.explicit && !afterDot && (typed?.text.length ?? 0) < minTypedChars) return null;
    return suggest(local, file(), context, typed?.from ?? context.pos);
  };
}

async function suggest(
  local: IdentifierProvider,
  file: { path: string; language: string },
  context: CompletionContext,
  from: number,
): Promise<CompletionResult | null> {
  const controller = new AbortController();
  context.addEventListener("abort", () => controller.abort());
  const { state, pos } = context;
  const { maxFileChars } = completionLimits;
  const request = {
    ...file,
    prefix: state.sliceDoc(Math.max(0, pos - maxFileChars), pos),
    suffix: state.sliceDoc(pos, pos + maxFileChars),
  };
  try {
    const candidates = await local.identifiers(request, controller.signal);
    const options = candidates.map(({ text }, rank): Completion => ({ label: text, boost: maxBoost - rank }));
    return options.length && !context.aborted ? { from, options, filter: false } : null;
  } catch (error) {
    if (controller.signal.aborted) return null;
    throw error;
  }
}
