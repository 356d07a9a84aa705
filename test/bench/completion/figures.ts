/** The tally as the figures the gate and the bench read. */
import type { Tally } from "./measure.ts";

export interface CompletionFigures {
  lineExact: number;
  lineExactCold: number;
  precisionAtHalf: number;
  coverageAtHalf: number;
  idTop1: number;
  idTop5: number;
  wordTop1: number;
  wordTop5: number;
  savedPct: number;
  acceptedPct: number;
  coldSavedPct: number;
  p95Ms: number;
}

export function figuresOf(tally: Tally): CompletionFigures {
  const sure = tally.lines.filter(({ probability }) => probability >= 0.5);
  const latencies = tally.latenciesMs.toSorted((left, right) => left - right);
  return {
    lineExact: share(tally.lines, ({ exact }) => exact),
    lineExactCold: share(tally.linesCold, ({ exact }) => exact),
    precisionAtHalf: share(sure, ({ exact }) => exact),
    coverageAtHalf: ratio(sure.length, tally.lines.length),
    idTop1: share(tally.identifiers, ({ rank }) => rank === 0),
    idTop5: share(tally.identifiers, ({ rank }) => rank >= 0 && rank < 5),
    wordTop1: share(tally.identifiers, ({ wordRank }) => wordRank === 0),
    wordTop5: share(tally.identifiers, ({ wordRank }) => wordRank >= 0 && wordRank < 5),
    savedPct: 100 * ratio(tally.typed.saved, tally.typed.characters),
    acceptedPct: 100 * ratio(tally.typed.accepted, tally.typed.shown),
    coldSavedPct: 100 * ratio(tally.typedCold.saved, tally.typedCold.characters),
    p95Ms: latencies[Math.floor(latencies.length * 0.95)] ?? 0,
  };
}

function share<Item>(items: readonly Item[], test: (item: Item) => boolean): number {
  return ratio(items.filter(test).length, items.length);
}

function ratio(part: number, whole: number): number {
  return whole ? part / whole : 0;
}
