/** A rate with a burst: `take` succeeds while the average stays within `perSecond`. */
export class TokenBucket {
  private readonly perSecond: number;
  private readonly capacity: number;
  private tokens: number;
  private lastMs: number;

  constructor(perSecond: number, burstSeconds: number, nowMs: number) {
    this.perSecond = perSecond;
    this.capacity = perSecond * burstSeconds;
    this.tokens = this.capacity;
    this.lastMs = nowMs;
  }

  /** Takes `cost` at `nowMs`; false when the rate has been too high for too long. A clock that steps back refills nothing. */
  take(cost: number, nowMs: number): boolean {
    const elapsedMs = Math.max(0, nowMs - this.lastMs);
    this.lastMs = nowMs;
    this.tokens = Math.min(this.capacity, this.tokens + (elapsedMs / 1000) * this.perSecond) - cost;
    return this.tokens >= 0;
  }
}
