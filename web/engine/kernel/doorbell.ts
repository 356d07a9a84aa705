import { limits } from "./limits.ts";
import type { Thread } from "./process.ts";
import { looksBeforeSleep, mailboxSlots } from "./protocol.ts";

/**
 * How programs call without posting a message: for a moment after an answer the kernel sleeps on the doorbell and looks into the
 * mailboxes itself. A message takes the event loop of both sides, ten times the time of a wake-up.
 * Nothing read here is trusted: a forged count or flag costs the kernel a look or its caller a message, never a wait without an end.
 */
export class Doorbell {
  readonly shared = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  readonly #bell = new Int32Array(this.shared);
  readonly #threads = new Set<Thread>();
  readonly #lingerMs: number;

  /** `lingerMs` is how long the kernel waits for the next call. */
  constructor(lingerMs: number) {
    this.#lingerMs = lingerMs;
  }

  add(thread: Thread): void {
    this.#threads.add(thread);
  }

  /**
   * Serves calls until none has come for a while, a message waits, or others have to have their turn. `serve` takes a thread's
   * call, if there is one.
   */
  linger(serve: (thread: Thread) => boolean): void {
    for (const thread of this.#threads) if (!thread.process.threads.has(thread)) this.#threads.delete(thread);
    for (const { slots } of this.#threads) Atomics.store(slots, mailboxSlots.listening, 1);
    try {
      let calls = 0;
      while (calls < limits.callsPerLinger) {
        const rung = Atomics.load(this.#bell, 0);
        const served = this.#serveAll(serve);
        calls += served;
        if (this.#aMessageWaits()) break;
        if (served === 0 && !this.#isRung(rung)) break;
      }
    } finally {
      for (const { slots } of this.#threads) Atomics.store(slots, mailboxSlots.listening, 0);
      // Who wrote a call before the flag went down counts on us.
      this.#serveAll(serve);
    }
  }

  /** Waits a moment for the bell's count to change. */
  #isRung(before: number): boolean {
    for (let look = 0; look < looksBeforeSleep; look++) if (Atomics.load(this.#bell, 0) !== before) return true;
    return Atomics.wait(this.#bell, 0, before, this.#lingerMs) !== "timed-out";
  }

  #serveAll(serve: (thread: Thread) => boolean): number {
    let served = 0;
    for (const thread of this.#threads) if (serve(thread)) served++;
    return served;
  }

  #aMessageWaits(): boolean {
    for (const thread of this.#threads) if (!thread.process.suspension.stopped && messagesUnderWay(thread)) return true;
    return false;
  }
}

/** True when the thread has posted what has not been received: its calls come after that. */
export function messagesUnderWay({ slots, received }: Thread): boolean {
  return ((Atomics.load(slots, mailboxSlots.posted) - received) | 0) > 0;
}
