/** Edits that the server has not acknowledged, in the order they were made, and which of them are on their way. Pure. */
import * as Y from "yjs";
import type { Origin } from "../../shared/protocol/sync-frame.ts";
import { syncLimits } from "./limits.ts";

export interface Edit {
  key: string;
  origin: Origin;
  update: Uint8Array;
}

export interface Batch {
  seq: number;
  origin: Origin;
  update: Uint8Array;
}

interface InFlight {
  seq: number;
  edits: Edit[];
}

type StateVector = ReadonlyMap<number, number>;

export class Outbox {
  /** Not sent on this connection. */
  #waiting: Edit[] = [];
  /** Sent; kept for the next connection until acknowledged. */
  #sent: Edit[] = [];
  #inFlight: InFlight[] = [];
  #nextSeq = 1;

  get pending(): number {
    return this.#waiting.length + this.#sent.length;
  }

  get inFlight(): number {
    return this.#inFlight.length;
  }

  add(edits: readonly Edit[]): void {
    this.#waiting.push(...edits);
  }

  /** The connection is gone: everything unacknowledged waits again, in its old order. */
  rewind(): void {
    this.#waiting = [...this.#sent, ...this.#waiting];
    this.#sent = [];
    this.#inFlight = [];
  }

  /** A connection is up and the server holds updates of this replica up to `lastSeq`. */
  resume(lastSeq: number): void {
    this.#nextSeq = lastSeq + 1;
  }

  /**
   * Takes out the waiting edits that the server's state already contains. The server applies an
   * update whole, so an edit whose insertions are there is there; one that only deletes is sent again, which changes nothing.
   */
  takeHeld(server: StateVector): Edit[] {
    const held = new Set(this.#waiting.filter((edit) => isHeld(edit.update, server)));
    this.#waiting = this.#waiting.filter((edit) => !held.has(edit));
    return [...held];
  }

  /** Whether the waiting edits and then `later` ones alone bring a server at `server` to `local`. */
  bridges(server: StateVector, local: StateVector, later: readonly Edit[]): boolean {
    const reached = new Map(server);
    for (const edit of [...this.#waiting, ...later]) {
      const { from, to } = Y.parseUpdateMeta(edit.update);
      for (const [client, clock] of to) {
        if ((from.get(client) ?? 0) > (reached.get(client) ?? 0)) return false;
        reached.set(client, Math.max(reached.get(client) ?? 0, clock));
      }
    }
    return [...local].every(([client, clock]) => (reached.get(client) ?? 0) >= clock);
  }

  /** The next update to send: waiting edits of one origin, merged. Undefined when none waits or too many are on their way. */
  next(): Batch | undefined {
    const first = this.#waiting[0];
    if (!first || this.#inFlight.length >= syncLimits.maxInFlight) return undefined;
    let count = 0;
    let bytes = 0;
    for (const edit of this.#waiting) {
      bytes += edit.update.length;
      if (edit.origin !== first.origin || (count > 0 && bytes > syncLimits.batchBytes)) break;
      count++;
    }
    const updates = this.#waiting.slice(0, count).map((edit) => edit.update);
    return this.#send(count, first.origin, count === 1 ? first.update : Y.mergeUpdates(updates));
  }

  /** One update in place of every waiting edit. */
  nextAs(update: Uint8Array): Batch {
    return this.#send(this.#waiting.length, this.#waiting[0]?.origin ?? "typed", update);
  }

  /** Takes out the edits that `ack {upTo}` confirms. */
  confirm(upTo: number): Edit[] {
    const edits = this.#inFlight.filter((batch) => batch.seq <= upTo).flatMap((batch) => batch.edits);
    this.#inFlight = this.#inFlight.filter((batch) => batch.seq > upTo);
    // Batches are confirmed in the order they were sent.
    this.#sent.splice(0, edits.length);
    return edits;
  }

  /** Takes out every edit. */
  clear(): Edit[] {
    this.rewind();
    return this.#waiting.splice(0);
  }

  #send(count: number, origin: Origin, update: Uint8Array): Batch {
    const edits = this.#waiting.splice(0, count);
    this.#sent.push(...edits);
    const seq = this.#nextSeq++;
    this.#inFlight.push({ seq, edits });
    return { seq, origin, update };
  }
}

function isHeld(update: Uint8Array, server: StateVector): boolean {
  const { to } = Y.parseUpdateMeta(update);
  return to.size > 0 && [...to].every(([client, clock]) => (server.get(client) ?? 0) >= clock);
}
