/** Two users of one model that answers one question at a time: ghost text comes first, what may wait asks while it is quiet. */
import type { InlineProvider } from "../../shared/completion/provider.ts";

export interface InTurn {
  first: InlineProvider;
  /** Waits for ghost text's questions; one that comes in between is answered first, and then it is asked again. */
  later: InlineProvider["complete"];
}

export function inTurn(model: InlineProvider): InTurn {
  let asked = 0;
  let quiet: (() => void)[] = [];
  let callOff = new AbortController();
  const untilQuiet = (signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      quiet.push(resolve);
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
  return {
    first: {
      source: model.source,
      get model() {
        return model.model;
      },
      get debounceMs() {
        return model.debounceMs;
      },
      async complete(request, onText, signal) {
        callOff.abort();
        callOff = new AbortController();
        asked++;
        try {
          return await model.complete(request, onText, signal);
        } finally {
          asked--;
          const waiting = asked === 0 ? quiet : [];
          if (asked === 0) quiet = [];
          for (const go of waiting) go();
        }
      },
    },
    async later(request, onText, signal) {
      for (;;) {
        while (asked > 0 && !signal.aborted) await untilQuiet(signal);
        const { signal: overtaken } = callOff;
        const either = AbortSignal.any([signal, overtaken]);
        const answer = either.aborted ? undefined : await model.complete(request, onText, either);
        if (signal.aborted || !overtaken.aborted) return answer;
      }
    },
  };
}
