/** A Durable Object's SQLite and D1 as the edge's database ports. */
import type { Db, Secrets, SqlRow, SqlValue } from "../ports.ts";
import { textColumn } from "../storage/columns.ts";
import type { Sql } from "../storage/sql-log.ts";

/** The output gate holds every answer until the write is durable; `sync` makes that explicit. */
export function createDurableSql(storage: DurableObjectStorage): Sql {
  const all = (sql: string, ...values: SqlValue[]): SqlRow[] =>
    storage.sql.exec(sql, ...values.map(toBinding)).toArray();
  return {
    all,
    async commit(action) {
      storage.transactionSync(action);
      await storage.sync();
    },
  };
}

export function createD1(database: D1Database): Db {
  const prepare = (sql: string, values: SqlValue[]): D1PreparedStatement =>
    database.prepare(sql).bind(...values.map(toBinding));
  return {
    one: async (sql, ...values) => (await prepare(sql, values).first<SqlRow>()) ?? undefined,
    all: async (sql, ...values) => (await prepare(sql, values).all<SqlRow>()).results,
    run: async (sql, ...values) => (await prepare(sql, values).run()).meta.changes,
  };
}

/** D1 encrypts what it stores; nothing but the edge reads this table. */
export function createD1Secrets(db: Db): Secrets {
  return {
    async get(name) {
      const row = await db.one("SELECT value FROM secret WHERE name = ?", name);
      return row && textColumn(row, "value");
    },
    async put(name, value) {
      if (value === undefined) await db.run("DELETE FROM secret WHERE name = ?", name);
      else await db.run("INSERT OR REPLACE INTO secret VALUES (?, ?)", name, value);
    },
  };
}

/** Both drivers take bytes as an ArrayBuffer; a view on a larger buffer would send the rest along. */
function toBinding(value: SqlValue): string | number | null | ArrayBuffer {
  return value instanceof Uint8Array ? Uint8Array.from(value).buffer : value;
}
