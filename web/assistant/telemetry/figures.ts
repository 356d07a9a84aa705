/** The figures that a person sees of their suggestions, worked out from the records. */
import type { SuggestionRecord } from "./record.ts";

export interface Figures {
  /** Suggestions that were taken, partly taken or refused; what was typed out or replaced was no decision. */
  decided: number;
  /** Share of them taken, wholly or partly; undefined without any. */
  acceptRate: number | undefined;
  acceptedChars: number;
  /** Share of the accepted characters still there after 30 seconds and 5 minutes; undefined until measured. */
  keptAfter30s: number | undefined;
  keptAfter5min: number | undefined;
  medianLatencyMs: number | undefined;
}

export interface FiguresRow extends Figures {
  source: SuggestionRecord["source"];
  model: string;
  language: string;
}

export function figuresOf(records: readonly SuggestionRecord[]): Figures {
  const decided = records.filter(isDecided);
  const taken = decided.filter(isTaken);
  return {
    decided: decided.length,
    acceptRate: decided.length ? taken.length / decided.length : undefined,
    acceptedChars: sum(taken.map(({ acceptedChars }) => acceptedChars)),
    keptAfter30s: keptShare(taken, "keptAfter30s"),
    keptAfter5min: keptShare(taken, "keptAfter5min"),
    medianLatencyMs: median(records.map(({ latencyMs }) => latencyMs)),
  };
}

/** One row a source and language, the most used first. */
export function figuresTable(records: readonly SuggestionRecord[]): FiguresRow[] {
  const groups = Map.groupBy(records, ({ source, model, language }) => JSON.stringify([source, model, language]));
  return [...groups.values()]
    .flatMap((group) => {
      const [first] = group;
      if (!first) return [];
      const { source, model, language } = first;
      return [{ source, model, language, ...figuresOf(group) }];
    })
    .sort((one, other) => other.decided - one.decided);
}

export function isDecided({ outcome }: SuggestionRecord): boolean {
  return outcome === "accepted" || outcome === "partly" || outcome === "rejected";
}

function isTaken({ acceptedChars }: SuggestionRecord): boolean {
  return acceptedChars > 0;
}

function keptShare(taken: readonly SuggestionRecord[], when: "keptAfter30s" | "keptAfter5min"): number | undefined {
  const measured = taken.filter((record) => record[when] !== undefined);
  const accepted = sum(measured.map(({ acceptedChars }) => acceptedChars));
  return accepted ? sum(measured.map((record) => record.acceptedChars * (record[when] ?? 0))) / accepted : undefined;
}

function median(values: readonly number[]): number | undefined {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
