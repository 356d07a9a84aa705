/** Two endpoints for one answer: the second is asked when the first is slow, and only one of them is ever heard. */
import type { Clock } from "../ports.ts";
import type { AttemptEvent } from "./attempt.ts";

export type Start = (signal: AbortSignal) => AsyncGenerator<AttemptEvent, void, undefined>;

interface Run {
  controller: AbortController;
  events: AsyncGenerator<AttemptEvent, void, undefined>;
  next: Promise<{ run: Run; result: IteratorResult<AttemptEvent, void> }>;
}

/**
 * Starts `first`, and `second` too when `first` has said nothing for `delayMs`. Whoever says something first is heard to
 * the end; the other is called off at once. A failure counts as silence while the other may still speak.
 */
export async function* hedge(
  clock: Pick<Clock, "after">,
  [first, second]: readonly [Start, Start],
  delayMs: number,
  signal: AbortSignal,
): AsyncGenerator<AttemptEvent, void, undefined> {
  const runs = new Set<Run>();
  const callOff = (): void => {
    for (const run of runs) run.controller.abort();
  };
  signal.addEventListener("abort", callOff);
  let due = (): void => {};
  const slow = new Promise<"slow">((resolve) => {
    due = () => resolve("slow");
  });
  const stopTimer = clock.after(delayMs, due);
  try {
    runs.add(begin(first, signal));
    let hedged = false;
    while (runs.size > 0) {
      const heard = await Promise.race([...[...runs].map(({ next }) => next), ...(hedged ? [] : [slow])]);
      if (heard === "slow") {
        hedged = true;
        if (!signal.aborted) runs.add(begin(second, signal));
        continue;
      }
      const { run, result } = heard;
      runs.delete(run);
      if (result.done) return;
      if (result.value.type === "failed" && runs.size > 0) continue;
      // This one is heard; what the other says is nobody's any more.
      end(runs);
      runs.add(run);
      yield result.value;
      yield* run.events;
      return;
    }
  } finally {
    stopTimer();
    signal.removeEventListener("abort", callOff);
    end(runs);
  }
}

/** Calls every run off and lets it put its affairs in order. */
function end(runs: Set<Run>): void {
  for (const { controller, events } of runs) {
    controller.abort();
    void events.return();
  }
  runs.clear();
}

function begin(start: Start, signal: AbortSignal): Run {
  const controller = new AbortController();
  if (signal.aborted) controller.abort();
  const events = start(controller.signal);
  const run: Run = { controller, events, next: events.next().then((result) => ({ run, result })) };
  return run;
}
