/** The workspace store in IndexedDB: one database a workspace, one transaction a change. */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import * as v from "valibot";
import { roleSchema } from "../../shared/protocol/control.ts";
import { emptyMeta, metaAfter } from "./memory-store.ts";
import type { OutboxEntry, StoreChange, StoredMeta, StoredWorkspace, WorkspaceStore } from "./ports.ts";

interface Schema extends DBSchema {
  updates: { key: number; value: Uint8Array };
  outbox: { key: string; value: OutboxEntry };
  meta: { key: string; value: unknown };
}

const schemaVersion = 1;
const metaKey = "meta";

/** Written by an earlier page, perhaps of another version: checked like any other input. */
const metaSchema = v.object({
  replicas: v.array(v.number()),
  known: v.optional(v.object({ epoch: v.string(), head: v.number() })),
  role: v.optional(roleSchema),
});

/** Opens this browser's store of a workspace; rejects when the browser refuses (private window, no space). */
export async function openIndexedDbStore(workspaceId: string): Promise<WorkspaceStore> {
  const database = await openDB<Schema>(`glasshouse:${workspaceId}`, schemaVersion, {
    upgrade(fresh) {
      fresh.createObjectStore("updates", { autoIncrement: true });
      fresh.createObjectStore("outbox", { keyPath: "key" });
      fresh.createObjectStore("meta");
    },
  });
  return new IndexedDbStore(database);
}

class IndexedDbStore implements WorkspaceStore {
  readonly #database: IDBPDatabase<Schema>;
  /** Keys of the updates that this object loaded or wrote. */
  #seen = new Set<number>();

  constructor(database: IDBPDatabase<Schema>) {
    this.#database = database;
  }

  async load(): Promise<StoredWorkspace> {
    const transaction = this.#database.transaction(["updates", "outbox", "meta"]);
    const [keys, updates, outbox, meta] = await Promise.all([
      transaction.objectStore("updates").getAllKeys(),
      transaction.objectStore("updates").getAll(),
      transaction.objectStore("outbox").getAll(),
      transaction.objectStore("meta").get(metaKey),
    ]);
    for (const key of keys) this.#seen.add(key);
    return { updates, outbox, meta: readMeta(meta) };
  }

  async apply(change: StoreChange): Promise<void> {
    const transaction = this.#database.transaction(["updates", "outbox", "meta"], "readwrite");
    const updates = transaction.objectStore("updates");
    const outbox = transaction.objectStore("outbox");
    const meta = transaction.objectStore("meta");
    const metaNow = metaAfter(readMeta(await meta.get(metaKey)), change);
    const writes: Promise<unknown>[] = [];
    if (change.replace) writes.push(updates.clear());
    const gone = change.compactTo ? this.#seen : new Set<number>();
    for (const key of gone) writes.push(updates.delete(key));
    const added = [...(change.compactTo ? [change.compactTo] : []), ...(change.updates ?? [])].map((update) => {
      return updates.add(update);
    });
    for (const key of change.outboxRemove ?? []) writes.push(outbox.delete(key));
    for (const entry of change.outboxAdd ?? []) writes.push(outbox.put(entry));
    writes.push(meta.put(metaNow, metaKey));
    const [keys] = await Promise.all([Promise.all(added), Promise.all(writes), transaction.done]);
    this.#seen = new Set([...(change.compactTo ? [] : this.#seen), ...keys]);
  }

  close(): void {
    this.#database.close();
  }
}

function readMeta(stored: unknown): StoredMeta {
  const parsed = v.safeParse(metaSchema, stored);
  if (!parsed.success) return emptyMeta;
  return { replicas: parsed.output.replicas, known: parsed.output.known, role: parsed.output.role };
}
