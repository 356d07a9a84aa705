import { describe, expect, it } from "vitest";
import { createNodeSql, openDatabase } from "./node-sql.ts";

const schema = ["CREATE TABLE IF NOT EXISTS note (text TEXT UNIQUE)"];

describe("group commit", () => {
  it("writes that arrive together share one transaction; one that fails is undone alone", async () => {
    const sql = createNodeSql(openDatabase(":memory:", schema));
    const write = (text: string): Promise<void> => sql.commit(() => void sql.all("INSERT INTO note VALUES (?)", text));
    const results = await Promise.allSettled([write("one"), write("one"), write("two")]);
    expect(results.map((result) => result.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(sql.all("SELECT text FROM note ORDER BY text")).toEqual([{ text: "one" }, { text: "two" }]);
  });

  it("a partly done action leaves nothing behind", async () => {
    const sql = createNodeSql(openDatabase(":memory:", schema));
    const half = sql.commit(() => {
      sql.all("INSERT INTO note VALUES ('half')");
      throw new Error("stop");
    });
    await expect(half).rejects.toThrow("stop");
    expect(sql.all("SELECT text FROM note")).toEqual([]);
  });

  it("when the disk takes nothing more every waiting write is told", async () => {
    const database = openDatabase(":memory:", schema);
    database.exec("PRAGMA max_page_count = 4");
    const sql = createNodeSql(database);
    const big = "x".repeat(100_000);
    const writes = [
      sql.commit(() => void sql.all("INSERT INTO note VALUES (?)", big)),
      sql.commit(() => void sql.all("INSERT INTO note VALUES (?)", `${big}2`)),
    ];
    expect((await Promise.allSettled(writes)).map((result) => result.status)).toEqual(["rejected", "rejected"]);
    await sql.commit(() => void sql.all("INSERT INTO note VALUES ('small')"));
    expect(sql.all("SELECT text FROM note")).toEqual([{ text: "small" }]);
  });

  it("closing commits what is waiting", async () => {
    const sql = createNodeSql(openDatabase(":memory:", schema));
    const waiting = sql.commit(() => void sql.all("INSERT INTO note VALUES ('late')"));
    sql.close();
    await expect(waiting).resolves.toBeUndefined();
  });
});
