/** Writes to the workspace store one after another; what arrives meanwhile shares the next transaction. */
import { syncLimits } from "./limits.ts";
import type { Clock, StoreChange, WorkspaceStore } from "./ports.ts";

interface Write {
  change: StoreChange;
  settled: () => void;
}

export class StoreWriter {
  readonly #store: WorkspaceStore;
  readonly #clock: Clock;
  readonly #onFailing: (failing: boolean) => void;
  #queue: Write[] = [];
  #running: Promise<void> | undefined;
  #failing = false;
  #cancelRetry: () => void = () => undefined;

  constructor(store: WorkspaceStore, clock: Clock, onFailing: (failing: boolean) => void) {
    this.#store = store;
    this.#clock = clock;
    this.#onFailing = onFailing;
  }

  /**
   * Resolves when the change is on disk, or when the disk refused it: the change then stays here and is tried again,
   * and `onFailing` has been called. The caller goes on either way, for the server may still take the edit.
   */
  write(change: StoreChange): Promise<void> {
    return new Promise((resolve) => {
      this.#queue.push({ change, settled: resolve });
      this.#start();
    });
  }

  /** Resolves when nothing is being written; a failing disk counts as done. */
  async idle(): Promise<void> {
    while (this.#running) await this.#running;
  }

  close(): void {
    this.#cancelRetry();
    this.#store.close();
  }

  #start(): void {
    this.#running ??= this.#drain().finally(() => {
      this.#running = undefined;
      if (this.#queue.length > 0 && !this.#failing) this.#start();
    });
  }

  async #drain(): Promise<void> {
    // One turn of the event loop's microtasks lets edits of the same moment share the transaction.
    await Promise.resolve();
    while (this.#queue.length > 0) {
      const writes = this.#queue;
      this.#queue = [];
      const change = mergeChanges(writes.map((write) => write.change));
      try {
        await this.#store.apply(change);
        this.#setFailing(false);
      } catch {
        // The disk is full or gone: keep the change, tell the person, try again later.
        this.#queue = [{ change, settled: () => undefined }, ...this.#queue];
        this.#setFailing(true);
        this.#retryLater();
      }
      for (const write of writes) write.settled();
      if (this.#failing) {
        for (const write of this.#queue) write.settled();
        return;
      }
    }
  }

  #retryLater(): void {
    this.#cancelRetry();
    this.#cancelRetry = this.#clock.after(syncLimits.storeRetryMs, () => this.#start());
  }

  #setFailing(failing: boolean): void {
    if (failing === this.#failing) return;
    this.#failing = failing;
    this.#onFailing(failing);
  }
}

/** One change that has the effect of all, in order. */
export function mergeChanges(changes: readonly StoreChange[]): StoreChange {
  let merged: StoreChange = {};
  for (const change of changes) {
    const removed = new Set(change.outboxRemove ?? []);
    // A compaction holds every update written before it.
    const before = change.compactTo ? [] : (merged.updates ?? []);
    const compactTo = change.compactTo ?? merged.compactTo;
    merged = {
      ...(compactTo && { compactTo }),
      ...((change.replace || merged.replace) && { replace: true }),
      updates: [...before, ...(change.updates ?? [])],
      outboxAdd: [...(merged.outboxAdd ?? []).filter((edit) => !removed.has(edit.key)), ...(change.outboxAdd ?? [])],
      outboxRemove: [...(merged.outboxRemove ?? []), ...removed],
      meta: { ...merged.meta, ...change.meta },
      ...((change.granted ?? merged.granted) && { granted: change.granted ?? merged.granted }),
    };
  }
  return merged;
}
