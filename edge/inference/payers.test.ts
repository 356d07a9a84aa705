import { expect, it } from "vitest";
import { FakeClock, memoryDb } from "../../test/support/edge-fakes.ts";
import { inferenceLimits } from "./limits.ts";
import { dayOf } from "./meter.ts";
import { nearestPayers } from "./payers.ts";

it("shows who is nearest to the day's limit, by name where there is one, and nobody without a limit", async () => {
  const db = memoryDb();
  const clock = new FakeClock();
  const today = dayOf(clock.now());
  const spend = (day: string, subject: string, tokens: number) =>
    db.run("INSERT INTO model_spend VALUES (?, ?, ?)", day, subject, tokens);
  await db.run(
    `INSERT INTO "user" (id, name, email, emailVerified, createdAt, updatedAt) VALUES ('u1', 'Ada', 'a@b.c', 1, '', '')`,
  );
  await spend(today, "user:u1", 500);
  await spend(today, "user:u2", 900);
  await spend(today, "address:203.0.113.7", 99);
  await spend(today, "workspace:w1", 5_000_000);
  await spend("2001-01-01", "user:u1", 77_777);
  expect(await nearestPayers({ db, clock }, { user: 1_000, address: 100 })).toEqual([
    { kind: "address", id: "203.0.113.7", name: undefined, tokens: 99, limitTokens: 100 },
    { kind: "user", id: "u2", name: undefined, tokens: 900, limitTokens: 1_000 },
    { kind: "user", id: "u1", name: "Ada", tokens: 500, limitTokens: 1_000 },
  ]);
  for (let index = 0; index < 40; index++) await spend(today, `guest:g${index}`, index);
  const guests = await nearestPayers({ db, clock }, { guest: 0 });
  expect(guests.map(({ tokens }) => tokens)).toEqual(
    Array.from({ length: inferenceLimits.shownPayers }, (_, at) => 39 - at),
  );
});
