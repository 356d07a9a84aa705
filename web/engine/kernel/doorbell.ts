import { limits } from "./limits.ts";
import type { Thread } from "./process.ts";
import { mailboxSlots } from "./protocol.ts";

/**
 * How programs call without posting a message: for a moment after an answer the kernel sleeps on the doorbell and looks into the
 * mailboxes itself. A message takes the event loop of both sides, ten times the time of a wake-up.
 * Nothing read here is trusted: a forged count or flag costs the kernel a look or its caller a message, never a wait without an end.
 */
export class Doorbell {
  readonly shared = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  readonly #bell = new Int32Array(this.shared);
  readonly #threads = new Set<Thread>();

  add(thread: Thread): void {
    this.#threads.add(thread);
  }

  /**
   * Serves calls until none has come for `limits.lingerMs`, a message waits, or others have to have their turn. `serve` takes a thread's
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
        if (served === 0 && Atomics.wait(this.#bell, 0, rung, limits.lingerMs) === "timed-out") break;
      }
    } finally {
      for (const { slots } of this.#threads) Atomics.store(slots, mailboxSlots.listening, 0);
      // Who wrote a call before the flag went down counts on us.
      this.#serveAll(serve);
    }
  }

  #serveAll(serve: (thread: Thread) => boolean): number {
    let served = 0;
    for (const thread of this.#threads) if (serve(thread)) served++;
    return served;
  }

  #aMessageWaits(): boolean {
    for (const thread of this.#threads) if (messagesUnderWay(thread)) return true;
    return false;
  }
}

/** True when the thread has posted what has not been received: its calls come after that. */
export function messagesUnderWay({ slots, received }: Thread): boolean {
  return ((Atomics.load(slots, mailboxSlots.posted) - received) | 0) > 0;
}
