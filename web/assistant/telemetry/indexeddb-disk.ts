/** The records in IndexedDB, one database for all projects. */
import { type DBSchema, openDB } from "idb";
import type { SuggestionRecord } from "./record.ts";
import { memoryDisk, type RecordDisk, Records } from "./records.ts";

interface Schema extends DBSchema {
  records: { key: number; value: SuggestionRecord };
}

/** The kept records; where the browser keeps nothing, those of this page. */
export async function openRecords(): Promise<Records> {
  try {
    return await Records.open(await openDisk());
  } catch {
    // A private window or a full disk: the figures of this page are still worth showing.
    return Records.open(memoryDisk());
  }
}

async function openDisk(): Promise<RecordDisk> {
  const database = await openDB<Schema>("glasshouse.suggestions", 1, {
    upgrade: (fresh) => void fresh.createObjectStore("records", { autoIncrement: true }),
  });
  return {
    async load() {
      const transaction = database.transaction("records");
      const [keys, values] = await Promise.all([transaction.store.getAllKeys(), transaction.store.getAll()]);
      return keys.map((key, index) => ({ key, value: values[index] }));
    },
    async add(record) {
      const transaction = database.transaction("records", "readwrite");
      const key = transaction.store.add(record);
      // A reload aborts what is not committed yet: said at once, a record of the last key before it stays.
      transaction.commit();
      await transaction.done;
      return key;
    },
    put: async (key, record) => void (await database.put("records", record, key)),
    async drop(keys) {
      const transaction = database.transaction("records", "readwrite");
      await Promise.all([...keys.map((key) => transaction.store.delete(key)), transaction.done]);
    },
    clear: () => database.clear("records"),
  };
}
