/** The log on any synchronous SQLite: a Durable Object's own or the Node host's file. */
import { type Origin, origins } from "../../shared/protocol/sync-frame.ts";
import { storageLimits } from "../limits.ts";
import type { SqlRow, SqlValue } from "../ports.ts";
import { blobColumn, numberColumn, textColumn } from "./columns.ts";
import type { HistoryRow, LogEntry, LogStore, StoredRoom } from "./log-store.ts";

/** SQLite as both hosts have it. */
export interface Sql {
  all(sql: string, ...values: SqlValue[]): SqlRow[];
  /** Runs `action` in a transaction, perhaps together with others; resolves once it is durable, rejects when undone. */
  commit(action: () => void): Promise<void>;
}

export const logSchema = [
  "CREATE TABLE IF NOT EXISTS room (workspace TEXT PRIMARY KEY, epoch TEXT NOT NULL)",
  `CREATE TABLE IF NOT EXISTS log (workspace TEXT, head INTEGER, part INTEGER, at INTEGER, author TEXT, origin TEXT,
    replica INTEGER, seq INTEGER, bytes BLOB, PRIMARY KEY (workspace, head, part)) WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS snapshot (workspace TEXT, head INTEGER, part INTEGER, bytes BLOB,
    PRIMARY KEY (workspace, head, part)) WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS replica (workspace TEXT, replica INTEGER, user TEXT, last_seq INTEGER,
    PRIMARY KEY (workspace, replica)) WITHOUT ROWID`,
];

export function createSqlLog(sql: Sql, workspace: string): LogStore {
  return {
    load: (newEpoch) => load(sql, workspace, newEpoch),
    append: (entries) =>
      sql.commit(() => {
        for (const entry of entries) writeEntry(sql, workspace, entry);
      }),
    async issueReplica(replica, userId) {
      let issued = false;
      await sql.commit(() => {
        const rows = sql.all(
          "INSERT OR IGNORE INTO replica VALUES (?, ?, ?, 0) RETURNING replica",
          workspace,
          replica,
          userId,
        );
        issued = rows.length > 0;
      });
      return issued;
    },
    compact: (head, snapshot) =>
      sql.commit(() => {
        writeParts(snapshot, (part, bytes) => {
          sql.all("INSERT OR REPLACE INTO snapshot VALUES (?, ?, ?, ?)", workspace, head, part, bytes);
        });
        // Only the newest snapshot is read; older states are rebuilt from the log.
        sql.all("DELETE FROM snapshot WHERE workspace = ? AND head < ?", workspace, head);
      }),
    history: async (after, limit) => history(sql, workspace, after, limit),
    clear: () =>
      sql.commit(() => {
        for (const table of ["log", "snapshot", "replica", "room"])
          sql.all(`DELETE FROM ${table} WHERE workspace = ?`, workspace);
      }),
  };
}

async function load(sql: Sql, workspace: string, newEpoch: string): Promise<StoredRoom> {
  const stored = sql.all("SELECT epoch FROM room WHERE workspace = ?", workspace)[0];
  if (!stored) await sql.commit(() => sql.all("INSERT OR IGNORE INTO room VALUES (?, ?)", workspace, newEpoch));
  const parts = sql.all("SELECT head, bytes FROM snapshot WHERE workspace = ? ORDER BY head, part", workspace);
  const snapshotHead = numberColumn(parts.at(-1) ?? { head: 0 }, "head");
  const newest = parts.filter((part) => part["head"] === snapshotHead);
  const updates: Uint8Array[] = [];
  let head = snapshotHead;
  for (const row of readLog(sql, workspace, snapshotHead, Number.MAX_SAFE_INTEGER)) {
    updates.push(row.update);
    head = row.head;
  }
  const replicas = sql.all("SELECT replica, user, last_seq FROM replica WHERE workspace = ?", workspace);
  return {
    epoch: stored ? textColumn(stored, "epoch") : newEpoch,
    head,
    snapshot: newest.length > 0 ? joinParts(newest.map((part) => blobColumn(part, "bytes"))) : undefined,
    updates,
    replicas: replicas.map((row) => ({
      replica: numberColumn(row, "replica"),
      userId: textColumn(row, "user"),
      lastSeq: numberColumn(row, "last_seq"),
    })),
  };
}

function writeEntry(sql: Sql, workspace: string, entry: LogEntry): void {
  if (entry.update) {
    writeParts(entry.update, (part, bytes) => {
      const { head, at, author, origin, replica, seq } = entry;
      sql.all(
        "INSERT INTO log VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        workspace,
        head,
        part,
        at,
        author,
        origin,
        replica,
        seq,
        bytes,
      );
    });
  }
  if (entry.replica > 0) {
    sql.all("UPDATE replica SET last_seq = ? WHERE workspace = ? AND replica = ?", entry.seq, workspace, entry.replica);
  }
}

function history(sql: Sql, workspace: string, after: number, limit: number): HistoryRow[] {
  return readLog(sql, workspace, after, after + limit);
}

/** Log numbers after `after` up to `last`, their parts joined. */
function readLog(sql: Sql, workspace: string, after: number, last: number): HistoryRow[] {
  const query =
    "SELECT head, at, author, origin, bytes FROM log WHERE workspace = ? AND head > ? AND head <= ? ORDER BY head, part";
  const rows = sql.all(query, workspace, after, last);
  const entries: HistoryRow[] = [];
  for (let index = 0; index < rows.length; ) {
    const first = rows[index];
    if (!first) break;
    const parts: Uint8Array[] = [];
    for (; index < rows.length && rows[index]?.["head"] === first["head"]; index++) {
      parts.push(blobColumn(rows[index] ?? first, "bytes"));
    }
    const origin = textColumn(first, "origin");
    entries.push({
      head: numberColumn(first, "head"),
      at: numberColumn(first, "at"),
      author: textColumn(first, "author"),
      origin: isOrigin(origin) ? origin : "server",
      update: joinParts(parts),
    });
  }
  return entries;
}

function isOrigin(text: string): text is Origin {
  return origins.some((origin) => origin === text);
}

function writeParts(bytes: Uint8Array, write: (part: number, bytes: Uint8Array) => void): void {
  const count = Math.max(1, Math.ceil(bytes.length / storageLimits.rowBytes));
  for (let part = 0; part < count; part++) {
    write(part, bytes.subarray(part * storageLimits.rowBytes, (part + 1) * storageLimits.rowBytes));
  }
}

function joinParts(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1 && parts[0]) return parts[0];
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
