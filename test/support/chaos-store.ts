/** A room's store in memory that takes time, can refuse, and keeps what was durable when its process "dies". */
import type { HistoryRow, LogEntry, LogStore, ReplicaRecord, StoredRoom } from "../../edge/storage/log-store.ts";
import type { VirtualClock } from "./chaos-clock.ts";

export class ChaosLogStore implements LogStore {
  /** Appends that reject before one succeeds again. */
  refusals = 0;
  readonly #clock: VirtualClock;
  #epoch: string | undefined;
  #snapshot: { head: number; bytes: Uint8Array } | undefined;
  #log: HistoryRow[] = [];
  readonly #replicas = new Map<number, ReplicaRecord>();

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  load(newEpoch: string): Promise<StoredRoom> {
    this.#epoch ??= newEpoch;
    const after = this.#snapshot?.head ?? 0;
    return Promise.resolve({
      epoch: this.#epoch,
      head: Math.max(after, this.#log.at(-1)?.head ?? 0),
      snapshot: this.#snapshot?.bytes,
      updates: this.#log.filter((row) => row.head > after).map((row) => row.update),
      replicas: [...this.#replicas.values()].map((record) => ({ ...record })),
    });
  }

  append(entries: readonly LogEntry[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#clock.after(2, () => {
        if (this.refusals > 0) {
          this.refusals--;
          reject(new Error("disk full"));
          return;
        }
        for (const { head, at, author, origin, replica, seq, update } of entries) {
          const record = this.#replicas.get(replica);
          if (record) record.lastSeq = seq;
          if (update) this.#log.push({ head, at, author, origin, update });
        }
        resolve();
      });
    });
  }

  issueReplica(replica: number, userId: string): Promise<boolean> {
    if (this.#replicas.has(replica)) return Promise.resolve(false);
    this.#replicas.set(replica, { replica, userId, lastSeq: 0 });
    return Promise.resolve(true);
  }

  compact(head: number, snapshot: Uint8Array): Promise<void> {
    this.#snapshot = { head, bytes: snapshot };
    return Promise.resolve();
  }

  history(after: number, limit: number): Promise<HistoryRow[]> {
    return Promise.resolve(this.#log.filter((row) => row.head > after).slice(0, limit));
  }

  clear(): Promise<void> {
    this.#log = [];
    this.#snapshot = undefined;
    this.#epoch = undefined;
    this.#replicas.clear();
    return Promise.resolve();
  }
}
