/** Sends the outbox over the present connection: in order, a few at a time, no faster than the server takes, watching for answers. */
import type { Connection } from "./connection.ts";
import { localClose } from "./connection.ts";
import { syncLimits } from "./limits.ts";
import { type Batch, type Edit, Outbox } from "./outbox.ts";
import type { Clock } from "./ports.ts";

export class Sender {
  readonly outbox = new Outbox();
  readonly #clock: Clock;
  #connection: Connection | undefined;
  #budgetBytes: number = syncLimits.sendBurstBytes;
  #budgetAtMs: number;
  #cancelPump: (() => void) | undefined;
  #cancelAckTimer: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#budgetAtMs = clock.now();
  }

  /** Whether updates may go out now. */
  get open(): boolean {
    return this.#connection !== undefined;
  }

  /** The server's state is known: waiting edits go out over `connection`, `bridge` in place of those that wait now. */
  start(connection: Connection, bridge?: Uint8Array): void {
    this.#connection = connection;
    if (bridge) this.#send(this.outbox.nextAs(bridge));
    this.pump();
  }

  stop(): void {
    this.#connection = undefined;
    this.#cancelPump?.();
    this.#cancelPump = undefined;
    this.#stopAckTimer();
    this.outbox.rewind();
  }

  /** The server has everything up to `seq`. Gives the edits concerned. */
  confirm(seq: number): Edit[] {
    const edits = this.outbox.confirm(seq);
    this.#stopAckTimer();
    if (this.outbox.inFlight > 0) this.#expectAck();
    this.pump();
    return edits;
  }

  pump(): void {
    while (this.#connection && !this.#cancelPump) {
      const waitMs = this.#waitMs();
      if (waitMs > 0) {
        this.#cancelPump = this.#clock.after(waitMs, () => {
          this.#cancelPump = undefined;
          this.pump();
        });
        return;
      }
      const batch = this.outbox.next();
      if (!batch) return;
      this.#send(batch);
    }
  }

  #send(batch: Batch): void {
    this.#budgetBytes -= batch.update.length;
    this.#connection?.sendUpdate(batch);
    if (!this.#cancelAckTimer) this.#expectAck();
  }

  /** Rule FR3 closes who sends more than 2 MiB a second: stay at half of it. */
  #waitMs(): number {
    const now = this.#clock.now();
    const earned = (Math.max(0, now - this.#budgetAtMs) * syncLimits.sendBytesPerSecond) / 1_000;
    this.#budgetBytes = Math.min(syncLimits.sendBurstBytes, this.#budgetBytes + earned);
    this.#budgetAtMs = now;
    return this.#budgetBytes > 0 ? 0 : Math.ceil((-this.#budgetBytes * 1_000) / syncLimits.sendBytesPerSecond) + 1;
  }

  #expectAck(): void {
    this.#cancelAckTimer = this.#clock.after(syncLimits.ackTimeoutMs, () => {
      this.#cancelAckTimer = undefined;
      this.#connection?.end(localClose.silent, "an update was not answered");
    });
  }

  #stopAckTimer(): void {
    this.#cancelAckTimer?.();
    this.#cancelAckTimer = undefined;
  }
}
