/** node:sqlite as the edge's database ports. */
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { storageLimits } from "../limits.ts";
import type { Db, SqlRow } from "../ports.ts";
import type { Sql } from "../storage/sql-log.ts";

export interface NodeSql extends Sql {
  /** Commits what is waiting and closes the file. */
  close(): void;
}

interface Waiting {
  action(): void;
  resolve(): void;
  reject(reason: unknown): void;
}

/** Opens a file whose commits are on the disk when they are told of: a killed process and a lost power supply lose nothing. */
export function openDatabase(file: string, schema: readonly string[]): DatabaseSync {
  const database = new DatabaseSync(file);
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000");
  for (const statement of schema) database.exec(statement);
  return database;
}

/** Writes of all rooms that arrive within a few milliseconds share one commit, one fsync. */
export function createNodeSql(database: DatabaseSync): NodeSql {
  const statements = createStatementCache(database);
  let waiting: Waiting[] = [];
  const flush = (): void => {
    const group = waiting;
    waiting = [];
    if (group.length > 0) commitGroup(database, group);
  };
  return {
    all: (sql, ...values) => statements(sql).all(...values),
    commit(action) {
      return new Promise((resolve, reject) => {
        waiting.push({ action, resolve, reject });
        if (waiting.length === 1) setTimeout(flush, storageLimits.groupCommitMs);
      });
    },
    close() {
      flush();
      database.close();
    },
  };
}

/** The accounts database over the same driver; each statement is its own transaction. */
export function createNodeDb(database: DatabaseSync): Db {
  const statements = createStatementCache(database);
  return {
    one: async (sql, ...values): Promise<SqlRow | undefined> => statements(sql).get(...values),
    all: async (sql, ...values): Promise<SqlRow[]> => statements(sql).all(...values),
    run: async (sql, ...values) => Number(statements(sql).run(...values).changes),
  };
}

function createStatementCache(database: DatabaseSync): (sql: string) => StatementSync {
  const cache = new Map<string, StatementSync>();
  return (sql) => {
    let statement = cache.get(sql);
    if (!statement) {
      statement = database.prepare(sql);
      cache.set(sql, statement);
    }
    return statement;
  };
}

/** One transaction for all; an action that throws is undone alone. */
function commitGroup(database: DatabaseSync, group: readonly Waiting[]): void {
  const done: Waiting[] = [];
  try {
    database.exec("BEGIN IMMEDIATE");
    for (const item of group) if (runInSavepoint(database, item)) done.push(item);
    database.exec("COMMIT");
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    for (const item of group) item.reject(error);
    return;
  }
  for (const item of done) item.resolve();
}

function runInSavepoint(database: DatabaseSync, item: Waiting): boolean {
  database.exec("SAVEPOINT one");
  try {
    item.action();
    database.exec("RELEASE one");
    return true;
  } catch (error) {
    // A full disk ends the whole transaction by itself: then there is nothing left to undo alone.
    if (!database.isTransaction) throw error;
    database.exec("ROLLBACK TO one; RELEASE one");
    item.reject(error);
    return false;
  }
}
