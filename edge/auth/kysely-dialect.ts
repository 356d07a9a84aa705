/** better-auth speaks Kysely; this is Kysely over the edge's own database port, so that one driver serves both hosts. */
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";
import type { Db, SqlValue } from "../ports.ts";

export function createDialect(db: Db): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => createDriver(db),
    createIntrospector: (kysely) => new SqliteIntrospector(kysely),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

function createDriver(db: Db): Driver {
  const connection: DatabaseConnection = {
    executeQuery: (query) => execute(db, query),
    streamQuery: () => {
      throw new Error("streaming queries are not used here");
    },
  };
  const nothing = async (): Promise<void> => {};
  return {
    init: nothing,
    acquireConnection: async () => connection,
    beginTransaction: refuseTransaction,
    commitTransaction: refuseTransaction,
    rollbackTransaction: refuseTransaction,
    releaseConnection: nothing,
    destroy: nothing,
  };
}

/** D1 has no interactive transactions; better-auth is told so and does without. */
async function refuseTransaction(): Promise<void> {
  throw new Error("transactions are not supported by the accounts database");
}

async function execute<Row>(db: Db, query: CompiledQuery): Promise<QueryResult<Row>> {
  const values = query.parameters.map(toSqlValue);
  if (/^\s*(select|with|pragma)\b|\breturning\b/i.test(query.sql)) {
    // Kysely names the row's type from the query it compiled; the database cannot check it.
    return { rows: (await db.all(query.sql, ...values)) as Row[] };
  }
  return { rows: [], numAffectedRows: BigInt(await db.run(query.sql, ...values)) };
}

function toSqlValue(value: unknown): SqlValue {
  if (typeof value === "string" || typeof value === "number" || value === null || value instanceof Uint8Array)
    return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value instanceof Date) return value.toISOString();
  if (value === undefined) return null;
  throw new Error("a value of this type cannot be stored");
}
