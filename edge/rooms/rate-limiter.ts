/** Counts per key in a fixed window, in memory; old keys make room for new ones. */
import { edgeLimits } from "../limits.ts";
import type { Clock } from "../ports.ts";

export class RateLimiter {
  private readonly clock: Clock;
  private readonly limit: number;
  private readonly windowMs: number;
  private readonly windows = new Map<string, { startMs: number; count: number }>();

  constructor(clock: Clock, limit: number, windowMs: number) {
    this.clock = clock;
    this.limit = limit;
    this.windowMs = windowMs;
  }

  /** Counts one and says whether it is still within the limit. */
  take(key: string): boolean {
    const window = this.windowOf(key);
    window.count += 1;
    return window.count <= this.limit;
  }

  /** Whether one more would be refused. */
  isSpent(key: string): boolean {
    return this.windowOf(key).count >= this.limit;
  }

  private windowOf(key: string): { startMs: number; count: number } {
    const now = this.clock.now();
    const known = this.windows.get(key);
    if (known && now - known.startMs < this.windowMs) return known;
    const fresh = { startMs: now, count: 0 };
    this.windows.delete(key);
    this.windows.set(key, fresh);
    const oldest = this.windows.keys().next();
    if (this.windows.size > edgeLimits.maxRateKeys && !oldest.done) this.windows.delete(oldest.value);
    return fresh;
  }
}
