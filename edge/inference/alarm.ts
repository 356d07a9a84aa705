/** Rings once when nothing has put it off in time. Putting it off costs nothing: it is done with every token. */
import type { Clock } from "../ports.ts";

export class Alarm {
  private readonly clock: Clock;
  private readonly action: () => void;
  private dueMs = 0;
  private timerMs = Number.POSITIVE_INFINITY;
  private stopTimer = (): void => {};
  rang = false;

  constructor(clock: Clock, action: () => void) {
    this.clock = clock;
    this.action = action;
  }

  ringAfter(delayMs: number): void {
    this.dueMs = this.clock.now() + delayMs;
    // A timer that comes earlier finds out by itself that there is time left.
    if (this.timerMs > this.dueMs) this.setTimer(delayMs);
  }

  stop(): void {
    this.stopTimer();
    this.timerMs = Number.POSITIVE_INFINITY;
  }

  private setTimer(delayMs: number): void {
    this.stopTimer();
    this.timerMs = this.dueMs;
    this.stopTimer = this.clock.after(delayMs, () => {
      this.timerMs = Number.POSITIVE_INFINITY;
      const leftMs = this.dueMs - this.clock.now();
      if (leftMs > 0) return this.setTimer(leftMs);
      this.rang = true;
      this.action();
    });
  }
}
