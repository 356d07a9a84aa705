/** Other ways to go on from a place, found by the embedded engine: one for each of the likeliest next names. */
import type {
  CompletionSourceKind,
  IdentifierProvider,
  InlineProvider,
  InlineRequest,
} from "../../shared/completion/provider.ts";
import { assistantLimits } from "./limits.ts";

export interface Alternative {
  text: string;
  source: CompletionSourceKind;
  model: string;
}

const wordBefore = /[\p{L}\p{N}_$]*$/u;

/** At most `maxAlternatives`, likeliest first, each with the rest of its line. */
export async function localAlternatives(
  local: InlineProvider & IdentifierProvider,
  request: InlineRequest,
  signal: AbortSignal,
): Promise<Alternative[]> {
  const { source, model } = local;
  const begun = request.prefix.match(wordBefore)?.[0] ?? "";
  const found: Alternative[] = [];
  const add = (text: string) => {
    if (text && !found.some((other) => other.text === text)) found.push({ text, source, model });
  };
  add((await local.complete(request, () => {}, signal))?.text ?? "");
  for (const candidate of await local.identifiers(request, signal)) {
    if (signal.aborted || found.length >= assistantLimits.maxAlternatives) break;
    if (!candidate.text.startsWith(begun)) continue;
    const name = candidate.text.slice(begun.length);
    const rest = await local.complete({ ...request, prefix: request.prefix + name }, () => {}, signal);
    add(name + (rest?.text ?? ""));
  }
  return found;
}
