/** A workspace store that lives as long as its disk object: for private windows that refuse IndexedDB, and for tests. */
import type { OutboxEntry, StoreChange, StoredMeta, StoredWorkspace, WorkspaceStore } from "./ports.ts";

export const emptyMeta: StoredMeta = { replicas: [], known: undefined, role: undefined };

/** What the tabs of one browser share. */
export class MemoryDisk {
  readonly updates = new Map<number, Uint8Array>();
  readonly outbox = new Map<string, OutboxEntry>();
  meta: StoredMeta = emptyMeta;
  nextKey = 1;
}

export class MemoryStore implements WorkspaceStore {
  readonly #disk: MemoryDisk;
  readonly #seen = new Set<number>();

  constructor(disk: MemoryDisk = new MemoryDisk()) {
    this.#disk = disk;
  }

  load(): Promise<StoredWorkspace> {
    const { updates, outbox, meta } = this.#disk;
    for (const key of updates.keys()) this.#seen.add(key);
    const entries = [...outbox.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
    return Promise.resolve({ updates: [...updates.values()], outbox: entries, meta: { ...meta } });
  }

  apply(change: StoreChange): Promise<void> {
    const { updates, outbox } = this.#disk;
    if (change.replace) updates.clear();
    if (change.compactTo) {
      for (const key of this.#seen) updates.delete(key);
      this.#seen.clear();
    }
    for (const update of [...(change.compactTo ? [change.compactTo] : []), ...(change.updates ?? [])]) {
      this.#seen.add(this.#disk.nextKey);
      updates.set(this.#disk.nextKey++, update);
    }
    for (const key of change.outboxRemove ?? []) outbox.delete(key);
    for (const entry of change.outboxAdd ?? []) outbox.set(entry.key, entry);
    this.#disk.meta = metaAfter(this.#disk.meta, change);
    return Promise.resolve();
  }

  close(): void {
    // Nothing is held open; the content stays on the disk.
  }
}

export function metaAfter(meta: StoredMeta, { meta: changed, granted }: StoreChange): StoredMeta {
  const isNew = granted !== undefined && !meta.replicas.includes(granted);
  return { ...meta, ...changed, replicas: isNew ? [granted, ...meta.replicas] : meta.replicas };
}
