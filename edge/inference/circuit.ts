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

  failed(): void {
    this.failures++;
    if (this.failures >= inferenceLimits.circuitFailures) {
      this.openUntil = this.clock.now() + inferenceLimits.circuitOpenMs;
    }
  }
}
