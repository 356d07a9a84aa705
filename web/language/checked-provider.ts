/** A source of ghost text whose suggestions are checked before anybody sees them. */
import { filterCandidate } from "../../shared/completion/filters/filter-candidate.ts";
import type { InlineAnswer, InlineProvider, InlineRequest } from "../../shared/completion/provider.ts";
import type { SuggestionCheck } from "../../shared/completion/suggestion-check.ts";

/**
 * A text that grows is let through line by line, each when it is whole and good: the first bad one ends the suggestion before it,
 * and calls off the rest. So nothing is shown and then taken back.
 */
export function checkedProvider(provider: InlineProvider, check: SuggestionCheck): InlineProvider {
  return {
    source: provider.source,
    get model() {
      return provider.model;
    },
    get debounceMs() {
      return provider.debounceMs;
    },
    async complete(request, onText, signal) {
      const stop = new AbortController();
      const either = AbortSignal.any([signal, stop.signal]);
      let good = "";
      let bad = false;
      let checking: Promise<void> = Promise.resolve();
      const judge = async (text: string) => {
        if (bad || text.length <= good.length || either.aborted) return;
        bad = !(await isGood(text, request, check, either));
        if (bad) return stop.abort();
        good = text;
        onText(text);
      };
      const hear = (text: string) => {
        const lines = text.slice(0, text.lastIndexOf("\n") + 1);
        checking = checking.then(() => judge(lines.trimEnd()));
      };
      const answer = await answerOf(provider, request, hear, either, stop.signal);
      checking = checking.then(() => judge(answer?.text ?? ""));
      await checking;
      return good === "" || !answer ? undefined : { ...answer, text: good };
    },
  };
}

/** Of several ways to go on those that may be shown, in their order. */
export async function checkedAlternatives<Alternative extends { text: string }>(
  found: readonly Alternative[],
  request: InlineRequest,
  check: SuggestionCheck,
  signal: AbortSignal,
): Promise<Alternative[]> {
  const good = await Promise.all(found.map(({ text }) => isGood(text, request, check, signal)));
  return found.filter((_, index) => good[index]);
}

/** What the provider answers; undefined too when it was called off because of a bad line. */
async function answerOf(
  provider: InlineProvider,
  request: InlineRequest,
  hear: (text: string) => void,
  signal: AbortSignal,
  stopped: AbortSignal,
): Promise<InlineAnswer | undefined> {
  try {
    return await provider.complete(request, hear, signal);
  } catch (error) {
    if (stopped.aborted) return undefined;
    throw error;
  }
}

async function isGood(
  text: string,
  request: InlineRequest,
  { check }: SuggestionCheck,
  signal: AbortSignal,
): Promise<boolean> {
  const { path, prefix, suffix, beyond } = request;
  const candidate = filterCandidate(text, request);
  // What the filters do not let through is not shown either way.
  if (!candidate) return true;
  const from = (beyond?.before ?? 0) + prefix.length;
  const length = from + suffix.length + (beyond?.after ?? 0);
  const place = { path, length, from, to: from + candidate.replace };
  return (await check({ ...place, insert: candidate.text }, signal)) === "keep";
}
