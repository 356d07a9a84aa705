/** The tally as the figures the gate and the bench read. */
import type { MeasuredIdentifier, MeasuredLine, Tally } from "./measure.ts";
import { expectedError, type Judged, reliability } from "./reliability.ts";
import type { Typing } from "./typing.ts";

export type CompletionFigures = ReturnType<typeof figuresOf>;

const gateLetters = 2;

/** Figures of the gate: lines and identifiers with the workspace. */
export function figuresOf(tally: Tally) {
  const sure = tally.lines.filter(({ probability }) => probability >= 0.5);
  const names = namesOf(tally);
  return {
    lineExact: share(tally.lines, ({ exact }) => exact),
    lineExactCold: share(tally.linesCold, ({ exact }) => exact),
    precisionAtHalf: share(sure, ({ exact }) => exact),
    coverageAtHalf: ratio(sure.length, tally.lines.length),
    idTop1: share(names, ({ rank }) => rank === 0),
    idTop5: share(names, ({ rank }) => isInTopFive(rank)),
    engineTop1: share(names, ({ engineRank }) => engineRank === 0),
    engineTop5: share(names, ({ engineRank }) => isInTopFive(engineRank)),
    wordTop1: share(names, ({ wordRank }) => wordRank === 0),
    wordTop5: share(names, ({ wordRank }) => isInTopFive(wordRank)),
    savedPct: savedPct(tally.typed),
    acceptedPct: acceptedPct(tally.typed),
    coldSavedPct: savedPct(tally.typedCold),
    p95Ms: quantile([...tally.lineMs], 0.95),
  };
}

/** What the bench prints beside them. */
export function fullFigures(tallies: readonly Tally[], all: Tally) {
  return {
    ...figuresOf(all),
    coldAcceptedPct: acceptedPct(all.typedCold),
    wrongPer1000Chars: wrongPer1000Chars(all.typed),
    lineSimilarity: mean(all.lines.map(({ similarity }) => similarity)),
    lineSimilarityCold: mean(all.linesCold.map(({ similarity }) => similarity)),
    serviceTop1: share(namesOf(all), ({ serviceRank }) => serviceRank === 0),
    serviceTop5: share(namesOf(all), ({ serviceRank }) => isInTopFive(serviceRank)),
    identifiers: byLetters(all.identifiers),
    identifiersCold: byLetters(all.identifiersCold),
    lineReliability: curve(all.lines.map(judgedLine)),
    shownReliability: curve(all.typed.shown),
    packageMedians: {
      lineExact: median(tallies, (tally) => figuresOf(tally).lineExact),
      idTop1: median(tallies, (tally) => figuresOf(tally).idTop1),
      idTop5: median(tallies, (tally) => figuresOf(tally).idTop5),
      savedPct: median(tallies, ({ typed }) => savedPct(typed)),
      acceptedPct: median(tallies, ({ typed }) => acceptedPct(typed)),
      coldSavedPct: median(tallies, ({ typedCold }) => savedPct(typedCold)),
    },
    lineMs: latencies(all.lineMs),
    identifierMs: latencies(all.identifierMs),
  };
}

function namesOf({ identifiers }: Tally): MeasuredIdentifier[] {
  return identifiers.filter(({ letters }) => letters === gateLetters);
}

function judgedLine({ probability, exact }: MeasuredLine): Judged {
  return { probability, right: exact };
}

function curve(judged: readonly Judged[]) {
  const bins = reliability(judged);
  return { expectedError: expectedError(bins), bins };
}

function byLetters(names: readonly MeasuredIdentifier[]) {
  const letters = [...new Set(names.map((name) => name.letters))];
  return Object.fromEntries(
    letters.map((count) => {
      const asked = names.filter((name) => name.letters === count);
      return [
        count,
        { top1: share(asked, ({ rank }) => rank === 0), top5: share(asked, ({ rank }) => isInTopFive(rank)) },
      ];
    }),
  );
}

function isInTopFive(rank: number | undefined): boolean {
  return rank !== undefined && rank >= 0 && rank < 5;
}

function savedPct({ saved, characters }: Typing): number {
  return 100 * ratio(saved, characters);
}

function acceptedPct({ shown }: Typing): number {
  return 100 * share(shown, ({ right }) => right);
}

function wrongPer1000Chars({ shown, characters }: Typing): number {
  return 1_000 * ratio(shown.filter(({ right }) => !right).length, characters);
}

function latencies(times: readonly number[]) {
  return { p50: quantile(times, 0.5), p95: quantile(times, 0.95), p99: quantile(times, 0.99) };
}

function median(tallies: readonly Tally[], figure: (tally: Tally) => number): number {
  return quantile(tallies.map(figure), 0.5);
}

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length * share)] ?? 0;
}

function mean(values: readonly number[]): number {
  return ratio(
    values.reduce((sum, value) => sum + value, 0),
    values.length,
  );
}

function share<Item>(items: readonly Item[], test: (item: Item) => boolean): number {
  return ratio(items.filter(test).length, items.length);
}

function ratio(part: number, whole: number): number {
  return whole ? part / whole : 0;
}
