import { describe, expect, it } from "vitest";
import { createLog, FakeClock, memoryDb } from "../../test/support/edge-fakes.ts";
import { Ledger, type Payer, type Quotas, type Reservation } from "./ledger.ts";
import { inferenceLimits } from "./limits.ts";

const ada: Payer = { kind: "user", id: "ada" };
const dayMs = 86_400_000;
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function setUp(quotas: Quotas, db = memoryDb(), clock = new FakeClock()) {
  const { log, lines } = createLog();
  return { db, clock, lines, ledger: new Ledger({ db, clock, log }, quotas) };
}

/** Spends what it set aside. */
async function use(ledger: Ledger, payers: readonly Payer[], tokens: number): Promise<Reservation> {
  const reservation = await ledger.reserve(payers, tokens);
  if (reservation.ok) {
    reservation.spend(tokens);
    reservation.release();
  }
  return reservation;
}

describe("tokens a day", () => {
  it("are refused when they are used up, and given again on the next day", async () => {
    const { ledger, clock } = setUp({ user: 1_000 });
    expect((await use(ledger, [ada], 600)).ok).toBe(true);
    expect(await use(ledger, [ada], 401)).toEqual({ ok: false, kind: "user", limitTokens: 1_000 });
    expect((await use(ledger, [ada], 400)).ok).toBe(true);
    expect((await use(ledger, [ada], 1)).ok).toBe(false);
    clock.advance(dayMs);
    expect((await use(ledger, [ada], 1_000)).ok).toBe(true);
  });

  it("cannot be taken twice by requests at the same time", async () => {
    const { ledger } = setUp({ user: 1_000 });
    const reservations = await Promise.all(Array.from({ length: 50 }, () => ledger.reserve([ada], 100)));
    expect(reservations.filter(({ ok }) => ok)).toHaveLength(10);
  });

  it("that were set aside and not used can be used by another", async () => {
    const { ledger } = setUp({ user: 1_000 });
    const first = await ledger.reserve([ada], 1_000);
    expect((await ledger.reserve([ada], 1)).ok).toBe(false);
    if (first.ok) {
      first.spend(10);
      first.release();
      first.release();
    }
    expect((await ledger.reserve([ada], 991)).ok).toBe(false);
    expect((await ledger.reserve([ada], 990)).ok).toBe(true);
  });

  it("are told as those of the payer who has least of them left", async () => {
    const { ledger } = setUp({ guest: 1_000, address: 5_000, workspace: 2_000 });
    const guest: Payer = { kind: "guest", id: "g1" };
    const workspace: Payer = { kind: "workspace", id: "w" };
    await use(ledger, [workspace], 1_900);
    const reservation = await ledger.reserve([guest, workspace], 50);
    if (!reservation.ok) throw new Error("there is enough");
    reservation.spend(40);
    expect(reservation.standing()).toEqual({ usedTokens: 1_940, limitTokens: 2_000 });
    const free = await ledger.reserve([ada], 50);
    expect(free.ok && free.standing()).toBeUndefined();
  });

  it("of every payer must be left; when one has none the others lose nothing", async () => {
    const { ledger } = setUp({ guest: 1_000, address: 100 });
    const guest: Payer = { kind: "guest", id: "g1" };
    const address: Payer = { kind: "address", id: "203.0.113.7" };
    expect(await use(ledger, [guest, address], 101)).toMatchObject({ ok: false, kind: "address" });
    expect((await use(ledger, [guest], 1_000)).ok).toBe(true);
  });

  it("without a quota are not counted", async () => {
    const { ledger } = setUp({ guest: 1 });
    expect((await use(ledger, [ada], 1_000_000)).ok).toBe(true);
  });
});

describe("what was spent", () => {
  it("is stored in a moment and survives a start", async () => {
    const { ledger, db, clock } = setUp({ user: 1_000 });
    await use(ledger, [ada], 900);
    clock.advance(inferenceLimits.storeSpendMs);
    await settled();
    const after = setUp({ user: 1_000 }, db, clock);
    expect((await use(after.ledger, [ada], 101)).ok).toBe(false);
    expect((await use(after.ledger, [ada], 100)).ok).toBe(true);
  });

  it("is stored when the process ends, for more payers than one statement takes", async () => {
    const { ledger, db, clock } = setUp({ guest: 10 });
    const guests = Array.from({ length: 70 }, (_each, index): Payer => ({ kind: "guest", id: `g${index}` }));
    for (const guest of guests) await use(ledger, [guest], 10);
    await ledger.close();
    const after = setUp({ guest: 10 }, db, clock);
    const left = await Promise.all(guests.map((guest) => after.ledger.reserve([guest], 1)));
    expect(left.filter(({ ok }) => ok)).toEqual([]);
  });

  it("by two processes adds up", async () => {
    const one = setUp({ user: 1_000 });
    const two = setUp({ user: 1_000 }, one.db, one.clock);
    await use(one.ledger, [ada], 400);
    await use(two.ledger, [ada], 400);
    await one.ledger.close();
    await two.ledger.close();
    expect((await use(two.ledger, [ada], 201)).ok).toBe(false);
  });

  it("is forgotten after its day", async () => {
    const { ledger, db, clock } = setUp({ user: 1_000 });
    await use(ledger, [ada], 5);
    await ledger.close();
    clock.advance(dayMs);
    await use(ledger, [ada], 7);
    await ledger.close();
    expect(await db.all("SELECT subject, tokens FROM model_spend")).toMatchObject([{ subject: "user:ada", tokens: 7 }]);
  });

  it("is kept in memory and tried again when it cannot be stored", async () => {
    const db = memoryDb();
    let away = true;
    const flaky = {
      ...db,
      all: (...words: Parameters<typeof db.all>) => (away ? Promise.reject(new Error("away")) : db.all(...words)),
    };
    const { ledger, clock, lines } = setUp({ user: 1_000 }, flaky);
    await use(ledger, [ada], 900);
    clock.advance(inferenceLimits.storeSpendMs);
    await settled();
    expect(lines.map(({ event }) => event)).toEqual(["spend-not-stored"]);
    away = false;
    clock.advance(inferenceLimits.storeSpendMs);
    await settled();
    expect(await db.all("SELECT tokens FROM model_spend")).toMatchObject([{ tokens: 900 }]);
  });
});

it("a ledger that cannot be read lets nobody spend, and is read again", async () => {
  const db = memoryDb();
  let away = true;
  const flaky = {
    ...db,
    one: (...words: Parameters<typeof db.one>) => (away ? Promise.reject(new Error("away")) : db.one(...words)),
  };
  const { ledger } = setUp({ user: 1_000 }, flaky);
  await expect(ledger.reserve([ada], 1)).rejects.toThrow("away");
  away = false;
  expect((await ledger.reserve([ada], 1)).ok).toBe(true);
});
