import { type Description, outgoingQueue, pushOutgoing } from "./descriptions.ts";
import type { PassedDescriptor } from "./passed-descriptors.ts";
import type { ErrorCode } from "./system-error.ts";

interface PendingWrite {
  data: Uint8Array;
  offset: number;
  /** Goes with the first byte. */
  passed: PassedDescriptor | undefined;
  done(error?: ErrorCode): void;
}

/** Writes to streams that may have to wait for their reader, first come first served on each description. */
export class Writes {
  readonly #waiting = new Map<Description, PendingWrite[]>();

  /** Calls `done` when every byte is taken or can never be; the returned function gives the rest up. */
  write(
    description: Description,
    data: Uint8Array,
    done: (error?: ErrorCode) => void,
    passed?: PassedDescriptor,
  ): () => void {
    const pending: PendingWrite = { data, offset: 0, passed, done };
    const queue = this.#waiting.get(description);
    if (queue) {
      queue.push(pending);
      return () => this.#giveUp(queue, pending);
    }
    const fresh = [pending];
    this.#waiting.set(description, fresh);
    this.#run(description, fresh);
    return () => this.#giveUp(fresh, pending);
  }

  #giveUp(queue: PendingWrite[], pending: PendingWrite): void {
    const index = queue.indexOf(pending);
    pending.passed?.drop();
    // The head stays as an empty write: the subscription on the stream is its.
    if (index === 0) queue[0] = { data: new Uint8Array(0), offset: 0, passed: undefined, done: () => {} };
    else if (index > 0) queue.splice(index, 1);
  }

  #run(description: Description, queue: PendingWrite[]): void {
    for (let head = queue[0]; head; head = queue[0]) {
      const target = outgoingQueue(description);
      if (!target || target.broken || target.ended) {
        queue.shift();
        head.passed?.drop();
        head.done("EPIPE");
        continue;
      }
      const pushed = pushOutgoing(description, head.data.subarray(head.offset), head.passed);
      if (pushed > 0) head.passed = undefined;
      head.offset += pushed;
      // A reader may have taken everything while it was pushed: only a push of nothing means that the stream is full.
      if (pushed > 0 && head.offset < head.data.length) continue;
      if (head.offset < head.data.length) {
        target.whenWritable(() => this.#run(description, queue));
        return;
      }
      queue.shift();
      head.passed?.drop();
      head.done();
    }
    this.#waiting.delete(description);
  }
}
