/** Two endpoints for one answer: the second is asked when the first is slow, and only one of them is ever heard. */
import type { Clock } from "../ports.ts";
import type { Say } from "./answer-reader.ts";
import type { AttemptEnd } from "./attempt.ts";

export type Start = (signal: AbortSignal, say: Say) => Promise<AttemptEnd>;

/**
 * Starts `first`, and `second` too when `first` has said nothing for `delayMs`. Whoever says something first is heard to
 * the end; the other is called off at once. A failure counts as silence while the other may still speak.
 */
export function hedge(
  clock: Pick<Clock, "after">,
  [first, second]: readonly [Start, Start],
  delayMs: number,
  signal: AbortSignal,
  say: Say,
): Promise<AttemptEnd> {
  const running = new Set<AbortController>();
  let heard: AbortController | undefined;
  return new Promise((resolve, reject) => {
    const callOff = (): void => {
      for (const run of running) run.abort();
    };
    /** From now on `run` alone is heard. */
    const choose = (run: AbortController): void => {
      heard = run;
      stopTimer();
      for (const other of running) if (other !== run) other.abort();
    };
    const begin = (start: Start): void => {
      const run = new AbortController();
      running.add(run);
      const hear = (text: string): void => {
        if (!heard) choose(run);
        if (heard === run) say(text);
      };
      start(run.signal, hear).then((end) => {
        running.delete(run);
        const mayBeAnswered = end.type === "failed" && running.size > 0;
        if (!heard && !mayBeAnswered) choose(run);
        if (heard !== run) return;
        signal.removeEventListener("abort", callOff);
        resolve(end);
      }, reject);
    };
    const stopTimer = clock.after(delayMs, () => {
      if (!signal.aborted) begin(second);
    });
    signal.addEventListener("abort", callOff);
    begin(first);
    if (signal.aborted) callOff();
  });
}
