/** How a room is kept: an append-only log, a snapshot of it, and who writes with which replica id. */
import type { Origin } from "../../shared/protocol/sync-frame.ts";

/** One consumed update. A refused one has no `update`: only its seq is remembered. */
export interface LogEntry {
  /** Log number; the same as the entry before when there is no update. */
  head: number;
  at: number;
  author: string;
  origin: Origin;
  /** 0 when the server itself wrote. */
  replica: number;
  seq: number;
  update?: Uint8Array;
}

export interface ReplicaRecord {
  replica: number;
  userId: string;
  /** The last seq consumed. */
  lastSeq: number;
}

export interface StoredRoom {
  epoch: string;
  head: number;
  snapshot: Uint8Array | undefined;
  /** Updates after the snapshot, in order. */
  updates: Uint8Array[];
  replicas: ReplicaRecord[];
}

export interface HistoryRow {
  head: number;
  at: number;
  author: string;
  origin: Origin;
  update: Uint8Array;
}

export interface LogStore {
  /** What is stored; a new room gets `newEpoch`, an old one keeps its own. */
  load(newEpoch: string): Promise<StoredRoom>;
  /** Resolves once all entries are durable; rejects with nothing written. */
  append(entries: readonly LogEntry[]): Promise<void>;
  /** Gives a replica id to a user; false when it is taken. */
  issueReplica(replica: number, userId: string): Promise<boolean>;
  /** Stores a snapshot of everything up to `head`; the log stays. */
  compact(head: number, snapshot: Uint8Array): Promise<void>;
  /** At most `limit` entries after log number `after`, oldest first. */
  history(after: number, limit: number): Promise<HistoryRow[]>;
  /** Removes everything. */
  clear(): Promise<void>;
}
