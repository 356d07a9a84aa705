/** What one endpoint was asked, how it answered, how fast, and what that cost. */
import type { TokenUsage } from "./dialects/dialect.ts";
import type { FailureCode } from "./failure.ts";
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
}

export class Meter {
  readonly outcomes = new Map<Outcome, number>();
  readonly firstByte = new Percentiles();
  readonly total = new Percentiles();
  promptTokens = 0;
  completionTokens = 0;
  /** In the currency of the price. */
  cost = 0;
  private readonly price: TokenPrice | undefined;

  constructor(price: TokenPrice | undefined) {
    this.price = price;
  }

  /** One finished call. */
  add(outcome: Outcome, { begun, usage, firstByteMs, totalMs }: Account): void {
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
    if (begun) this.firstByte.add(firstByteMs);
    if (outcome === "stop" || outcome === "length") this.total.add(totalMs);
    this.promptTokens += usage.promptTokens;
    this.completionTokens += usage.completionTokens;
    if (this.price) {
      const { promptPerMillion, completionPerMillion } = this.price;
      this.cost += (usage.promptTokens * promptPerMillion + usage.completionTokens * completionPerMillion) / 1_000_000;
    }
  }
}

/** Follows one call from its start to its end. */
export class CallAccount implements Account {
  private readonly startMs: number;
  private readonly promptChars: number;
  private answerChars = 0;
  begun = false;
  firstByteMs = 0;
  totalMs = 0;
  usage: TokenUsage = { promptTokens: 0, completionTokens: 0 };

  constructor(startMs: number, promptChars: number) {
    this.startMs = startMs;
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
    if (!this.begun) this.firstByteMs = this.totalMs;
    this.usage = counted ?? {
      // An endpoint that refused has read nothing.
      promptTokens: this.begun || answered ? tokensOf(this.promptChars) : 0,
      completionTokens: tokensOf(this.answerChars),
    };
  }
}
