/** Leaves an endpoint alone for a while after it failed several times in a row. */
import type { Clock } from "../ports.ts";
import { inferenceLimits } from "./limits.ts";

export class Circuit {
  private readonly clock: Pick<Clock, "now">;
  private failures = 0;
  private openUntil = 0;

  constructor(clock: Pick<Clock, "now">) {
    this.clock = clock;
  }

  /** Milliseconds until the endpoint may be asked again; 0 when it may now. */
  waitMs(): number {
    return Math.max(0, this.openUntil - this.clock.now());
  }

  succeeded(): void {
    this.failures = 0;
    this.openUntil = 0;
  }

  /** `retryAfterMs`: how long the endpoint itself asks to be left alone. */
  failed(retryAfterMs = 0): void {
    this.failures++;
    const openMs = this.failures >= inferenceLimits.circuitFailures ? inferenceLimits.circuitOpenMs : 0;
    const waitMs = Math.max(openMs, Math.min(retryAfterMs, inferenceLimits.maxRetryAfterMs));
    this.openUntil = Math.max(this.openUntil, this.clock.now() + waitMs);
  }
}
