/** What one endpoint was asked, how it answered, how fast, and what that cost. */
import type { TokenUsage } from "./dialects/dialect.ts";
import type { FailureCode, InferenceFailure } from "./failure.ts";
import type { TokenPrice } from "./model-settings.ts";
import { Percentiles } from "./percentiles.ts";
import { tokensOf } from "./tokens.ts";

export type Outcome = "stop" | "length" | "cancelled" | FailureCode;

export interface Account {
  /** Something of the answer came. */
  begun: boolean;
  usage: TokenUsage;
  firstByteMs: number;
  totalMs: number;
  /** On the clock. */
  endedAtMs: number;
}

/** Of one day of UTC, as far as this process has seen it. */
export interface DaySpend {
  day: string;
  tokens: number;
  cost: number;
}

export interface LastFailure {
  atMs: number;
  code: FailureCode;
  message: string;
}

export class Meter {
  readonly outcomes = new Map<Outcome, number>();
  readonly firstByte = new Percentiles();
  readonly total = new Percentiles();
  promptTokens = 0;
  completionTokens = 0;
  /** In the currency of the price. */
  cost = 0;
  lastFailure: LastFailure | undefined;
  private spent: DaySpend = { day: "", tokens: 0, cost: 0 };
  /** Of what comes from now on. */
  price: TokenPrice | undefined;

  constructor(price: TokenPrice | undefined) {
    this.price = price;
  }

  /** Of the day on which the last call ended. */
  get today(): DaySpend {
    return this.spent;
  }

  /** One finished call. */
  add(outcome: Outcome, { begun, usage, firstByteMs, totalMs, endedAtMs }: Account): void {
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
    if (begun) this.firstByte.add(firstByteMs);
    if (outcome === "stop" || outcome === "length") this.total.add(totalMs);
    this.promptTokens += usage.promptTokens;
    this.completionTokens += usage.completionTokens;
    const cost = this.price ? costOf(usage, this.price) : 0;
    this.cost += cost;
    const day = dayOf(endedAtMs);
    const before = this.spent.day === day ? this.spent : { tokens: 0, cost: 0 };
    const tokens = before.tokens + usage.promptTokens + usage.completionTokens;
    this.spent = { day, tokens, cost: before.cost + cost };
  }

  failed({ code, message }: InferenceFailure, atMs: number): void {
    this.lastFailure = { atMs, code, message };
  }
}

/** In the currency of the price. */
export function costOf({ promptTokens, completionTokens }: TokenUsage, price: TokenPrice): number {
  return (promptTokens * price.promptPerMillion + completionTokens * price.completionPerMillion) / 1_000_000;
}

/** Days are those of UTC. */
export function dayOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}

/** What an endpoint says of itself may be anything that is a number. */
function wholeUsage(counted: TokenUsage | undefined): TokenUsage | undefined {
  if (!counted) return undefined;
  const whole = (tokens: number): number => Math.min(Number.MAX_SAFE_INTEGER, Math.max(0, Math.round(tokens)));
  return { promptTokens: whole(counted.promptTokens), completionTokens: whole(counted.completionTokens) };
}

/** Follows one call from its start to its end. */
export class CallAccount implements Account {
  private readonly startMs: number;
  private readonly promptChars: number;
  private answerChars = 0;
  begun = false;
  firstByteMs = 0;
  totalMs = 0;
  endedAtMs: number;
  usage: TokenUsage = { promptTokens: 0, completionTokens: 0 };

  constructor(startMs: number, promptChars: number) {
    this.startMs = startMs;
    this.endedAtMs = startMs;
    this.promptChars = promptChars;
  }

  heard(nowMs: number, text: string): void {
    if (!this.begun) this.firstByteMs = nowMs - this.startMs;
    this.begun = true;
    this.answerChars += text.length;
  }

  /** Where the endpoint counted nothing itself, its tokens are estimated. */
  end(nowMs: number, counted: TokenUsage | undefined, answered: boolean): void {
    this.totalMs = nowMs - this.startMs;
    this.endedAtMs = nowMs;
    if (!this.begun) this.firstByteMs = this.totalMs;
    this.usage = wholeUsage(counted) ?? {
      // An endpoint that refused has read nothing.
      promptTokens: this.begun || answered ? tokensOf(this.promptChars) : 0,
      completionTokens: tokensOf(this.answerChars),
    };
  }
}
