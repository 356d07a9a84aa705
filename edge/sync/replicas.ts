/** Who writes with which Yjs client id in one workspace, and how far each has been heard (rules PR3, SY2). */
import type { Random } from "../ports.ts";
import type { LogStore, ReplicaRecord } from "../storage/log-store.ts";

export class Replicas {
  private readonly store: LogStore;
  private readonly random: Random;
  private readonly records: Map<number, ReplicaRecord>;

  constructor(ports: { store: LogStore; random: Random }, stored: readonly ReplicaRecord[]) {
    this.store = ports.store;
    this.random = ports.random;
    this.records = new Map(stored.map((record) => [record.replica, { ...record }]));
  }

  owner(replica: number): string | undefined {
    return this.records.get(replica)?.userId;
  }

  lastSeq(replica: number): number {
    return this.records.get(replica)?.lastSeq ?? 0;
  }

  /** The wanted id when it is this user's or nobody's and unused, else a new one that nobody and nothing in the document uses. */
  async grant(wanted: number | undefined, userId: string, isUsed: (replica: number) => boolean): Promise<number> {
    if (wanted !== undefined && (this.owner(wanted) === userId || (await this.issue(wanted, userId, isUsed))))
      return wanted;
    for (;;) {
      const replica = new DataView(this.random.bytes(4).buffer).getUint32(0);
      if (replica > 0 && (await this.issue(replica, userId, isUsed))) return replica;
    }
  }

  private async issue(replica: number, userId: string, isUsed: (replica: number) => boolean): Promise<boolean> {
    if (this.records.has(replica) || isUsed(replica)) return false;
    if (!(await this.store.issueReplica(replica, userId))) return false;
    this.records.set(replica, { replica, userId, lastSeq: 0 });
    return true;
  }

  consumed(replica: number, seq: number): void {
    const record = this.records.get(replica);
    if (record) record.lastSeq = seq;
  }
}
