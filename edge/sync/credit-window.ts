/** Broadcasts to one reader, never more than it has said it can take (rule SY10). */
import { wireLimits } from "../../shared/protocol/limits.ts";
import { roomLimits } from "../limits.ts";
import type { Clock } from "../ports.ts";

export interface CreditWindowOptions {
  clock: Clock;
  send(frame: Uint8Array): void;
  /** Called once when the reader is too slow. */
  onSlow(): void;
}

export class CreditWindow {
  private readonly options: CreditWindowOptions;
  private creditBytes: number = wireLimits.creditBytes;
  private queue: Uint8Array[] = [];
  private queuedBytes = 0;
  private stopTimer: (() => void) | undefined;

  constructor(options: CreditWindowOptions) {
    this.options = options;
  }

  /** Whether broadcasts are waiting for credit. */
  get blocked(): boolean {
    return this.queue.length > 0;
  }

  /** Sends the frame, or keeps it until credit comes back. */
  broadcast(frame: Uint8Array): void {
    if (!this.blocked && this.creditBytes > 0) {
      this.creditBytes -= frame.length;
      this.options.send(frame);
      return;
    }
    this.queue.push(frame);
    this.queuedBytes += frame.length;
    if (this.queuedBytes > roomLimits.maxQueuedBytes) this.giveUp();
    else this.stopTimer ??= this.startTimer();
  }

  /** The reader has consumed `bytes`. */
  grant(bytes: number): void {
    this.creditBytes = Math.min(wireLimits.creditBytes, this.creditBytes + bytes);
    while (this.queue.length > 0 && this.creditBytes > 0) {
      const frame = this.queue.shift();
      if (!frame) break;
      this.queuedBytes -= frame.length;
      this.creditBytes -= frame.length;
      this.options.send(frame);
    }
    this.clearTimer();
    if (this.blocked) this.stopTimer = this.startTimer();
  }

  dispose(): void {
    this.queue = [];
    this.queuedBytes = 0;
    this.clearTimer();
  }

  private startTimer(): () => void {
    return this.options.clock.after(wireLimits.slowConsumerMs, () => this.giveUp());
  }

  private clearTimer(): void {
    this.stopTimer?.();
    this.stopTimer = undefined;
  }

  private giveUp(): void {
    this.dispose();
    this.options.onSlow();
  }
}
