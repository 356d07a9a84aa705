/** What the client knows, and the status that the page shows of it. */
import { createStore, type StoreApi } from "zustand/vanilla";
import type { SyncStatus } from "./session.ts";
import { firstFacts, type SyncFacts, sameStatus, statusOf } from "./status.ts";

export class StatusBoard {
  readonly shown: StoreApi<SyncStatus> = createStore(() => statusOf(firstFacts));
  readonly #pending: () => number;
  #facts: SyncFacts = firstFacts;

  /** `pending`: how many edits the server does not hold yet, read at each change. */
  constructor(pending: () => number) {
    this.#pending = pending;
  }

  get facts(): SyncFacts {
    return this.#facts;
  }

  /** Notes what has changed; with nothing, that the number of pending edits may have. */
  note(facts: Partial<Omit<SyncFacts, "pending">> = {}): void {
    this.#facts = { ...this.#facts, ...facts, pending: this.#pending() };
    const next = statusOf(this.#facts);
    if (!sameStatus(next, this.shown.getState())) this.shown.setState(next, true);
  }
}
