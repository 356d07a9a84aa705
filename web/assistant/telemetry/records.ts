/** The records of suggestions: in memory for the figures, on this browser's disk for the next visit. */
import * as v from "valibot";
import { telemetryLimits } from "./limits.ts";
import { recordSchema, type SuggestionRecord } from "./record.ts";

/** Where records are kept; keys grow. Each call may reject: a browser may refuse or have no room. */
export interface RecordDisk {
  load(): Promise<{ key: number; value: unknown }[]>;
  add(record: SuggestionRecord): Promise<number>;
  put(key: number, record: SuggestionRecord): Promise<void>;
  drop(keys: readonly number[]): Promise<void>;
  clear(): Promise<void>;
}

export class Records {
  readonly #disk: RecordDisk;
  #byKey: Map<number, SuggestionRecord>;

  private constructor(disk: RecordDisk, byKey: Map<number, SuggestionRecord>) {
    this.#disk = disk;
    this.#byKey = byKey;
  }

  /** Reads what is kept; what an earlier version wrote in another shape is left aside. */
  static async open(disk: RecordDisk): Promise<Records> {
    const byKey = new Map<number, SuggestionRecord>();
    for (const { key, value } of await disk.load()) {
      const parsed = v.safeParse(recordSchema, value);
      if (parsed.success) byKey.set(key, parsed.output);
    }
    return new Records(disk, byKey);
  }

  /** Oldest first. */
  all(): readonly SuggestionRecord[] {
    return [...this.#byKey.values()];
  }

  /** Adds a record, and drops the oldest ones when there are too many; returns its key. */
  async add(record: SuggestionRecord): Promise<number> {
    const key = await this.#disk.add(record);
    this.#byKey.set(key, record);
    if (this.#byKey.size <= telemetryLimits.maxRecords) return key;
    const oldest = [...this.#byKey.keys()].slice(0, telemetryLimits.dropRecords);
    for (const old of oldest) this.#byKey.delete(old);
    await this.#disk.drop(oldest);
    return key;
  }

  /** Changes a record that is still there. */
  async change(key: number, change: Partial<SuggestionRecord>): Promise<void> {
    const record = this.#byKey.get(key);
    if (!record) return;
    const changed = { ...record, ...change };
    this.#byKey.set(key, changed);
    await this.#disk.put(key, changed);
  }

  async clear(): Promise<void> {
    this.#byKey = new Map();
    await this.#disk.clear();
  }
}

/** A disk that forgets with the page: for browsers that refuse to keep anything. */
export function memoryDisk(): RecordDisk {
  let lastKey = 0;
  return {
    load: async () => [],
    add: async () => ++lastKey,
    put: async () => {},
    drop: async () => {},
    clear: async () => {},
  };
}

/** One JSON object a line. */
export function toJsonLines(records: readonly SuggestionRecord[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join("");
}
