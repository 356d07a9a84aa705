/** A workspace store that lives as long as its object: for private windows that refuse IndexedDB, and for tests. */
import type { OutboxEntry, StoreChange, StoredMeta, StoredWorkspace, WorkspaceStore } from "./ports.ts";

export const emptyMeta: StoredMeta = { replicas: [], known: undefined, role: undefined };

export class MemoryStore implements WorkspaceStore {
  #updates: Uint8Array[] = [];
  readonly #outbox = new Map<string, OutboxEntry>();
  #meta: StoredMeta = emptyMeta;

  load(): Promise<StoredWorkspace> {
    const outbox = [...this.#outbox.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
    return Promise.resolve({ updates: [...this.#updates], outbox, meta: { ...this.#meta } });
  }

  apply(change: StoreChange): Promise<void> {
    if (change.compactTo) this.#updates = [change.compactTo];
    this.#updates.push(...(change.updates ?? []));
    for (const key of change.outboxRemove ?? []) this.#outbox.delete(key);
    for (const entry of change.outboxAdd ?? []) this.#outbox.set(entry.key, entry);
    this.#meta = { ...this.#meta, ...change.meta };
    return Promise.resolve();
  }

  close(): void {
    // Nothing is held open; the content stays for the next opening.
  }
}
