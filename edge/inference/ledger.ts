/** Tokens a day for each payer. What a request may cost is set aside before it begins, and put right when it is over. */
import type { QuotaStanding } from "../../shared/protocol/assistant.ts";
import type { Clock, Db, Log } from "../ports.ts";
import { numberColumn, textColumn } from "../storage/columns.ts";
import { inferenceLimits } from "./limits.ts";
import { dayOf } from "./meter.ts";

export const payerKinds = ["user", "guest", "address", "workspace"] as const;
export type PayerKind = (typeof payerKinds)[number];

export interface Payer {
  kind: PayerKind;
  id: string;
}

/** Tokens a day; without an entry a kind has no limit. */
export type Quotas = Partial<Record<PayerKind, number>>;

export type Reservation =
  /** `spend` counts what was really used, also late; `release` gives back what was set aside. */
  | { ok: true; spend(tokens: number): void; release(): void; standing(): QuotaStanding | undefined }
  | { ok: false; kind: PayerKind; limitTokens: number };

/** Of whom nobody counts anything. */
export const unlimited: Reservation = {
  ok: true,
  spend: () => undefined,
  release: () => undefined,
  standing: () => undefined,
};

interface Entry {
  stored: number;
  /** Spent and not yet stored. */
  unstored: number;
  /** Set aside for requests under way. */
  reserved: number;
}

export interface LedgerPorts {
  db: Db;
  clock: Clock;
  log: Log;
}

export class Ledger {
  private readonly ports: LedgerPorts;
  private readonly quotas: Quotas;
  private day = "";
  private readonly entries = new Map<string, Entry>();
  private readonly loading = new Map<string, Promise<Entry>>();
  private flushing = false;
  private stopTimer: (() => void) | undefined;

  constructor(ports: LedgerPorts, quotas: Quotas) {
    this.ports = ports;
    this.quotas = quotas;
  }

  /** Sets `tokens` aside for every payer with a limit, or for none when one of them has not enough left. */
  async reserve(payers: readonly Payer[], tokens: number): Promise<Reservation> {
    const limited = payers.flatMap(({ kind, id }) => {
      const limitTokens = this.quotas[kind];
      return limitTokens === undefined ? [] : [{ kind, limitTokens, subject: `${kind}:${id}` }];
    });
    if (limited.length === 0) return unlimited;
    this.beginDay();
    const entries = await Promise.all(limited.map(({ subject }) => this.entryOf(subject)));
    // From here on nothing waits: two requests cannot both take what is left for one.
    const spentAt = entries.findIndex((entry, index) => {
      const limit = limited[index]?.limitTokens ?? 0;
      return entry.stored + entry.unstored + entry.reserved + tokens > limit;
    });
    const over = limited[spentAt];
    if (over) return { ok: false, kind: over.kind, limitTokens: over.limitTokens };
    for (const entry of entries) entry.reserved += tokens;
    let held = tokens;
    return {
      ok: true,
      spend: (spentTokens) => {
        for (const entry of entries) entry.unstored += spentTokens;
        this.store();
      },
      release: () => {
        for (const entry of entries) entry.reserved -= held;
        held = 0;
      },
      standing: () =>
        entries
          .map(({ stored, unstored }, index) => ({
            usedTokens: stored + unstored,
            limitTokens: limited[index]?.limitTokens ?? 0,
          }))
          .toSorted((left, right) => left.limitTokens - left.usedTokens - (right.limitTokens - right.usedTokens))[0],
    };
  }

  /** Stores what is not yet stored; for the end of the process. */
  async close(): Promise<void> {
    this.stopTimer?.();
    this.stopTimer = undefined;
    await this.flush();
  }

  private entryOf(subject: string): Promise<Entry> {
    const known = this.loading.get(subject);
    if (known) return known;
    const loading = this.load(subject);
    this.loading.set(subject, loading);
    // A database that was away for a moment is asked again by the next request.
    loading.catch(() => this.loading.delete(subject));
    return loading;
  }

  private async load(subject: string): Promise<Entry> {
    const { day } = this;
    const row = await this.ports.db.one("SELECT tokens FROM model_spend WHERE day = ? AND subject = ?", day, subject);
    const entry = { stored: row ? numberColumn(row, "tokens") : 0, unstored: 0, reserved: 0 };
    if (day === this.day) this.entries.set(subject, entry);
    return entry;
  }

  private beginDay(): void {
    const day = dayOf(this.ports.clock.now());
    if (day === this.day) return;
    this.day = day;
    this.entries.clear();
    this.loading.clear();
    // Who spent what is kept for the day alone.
    this.ports.db.run("DELETE FROM model_spend WHERE day < ?", day).catch((error: unknown) => {
      this.ports.log("spend-not-removed", { message: error instanceof Error ? error.message : String(error) });
    });
  }

  private store(): void {
    this.stopTimer ??= this.ports.clock.after(inferenceLimits.storeSpendMs, () => {
      this.stopTimer = undefined;
      this.flush().catch((error: unknown) => {
        this.ports.log("spend-not-stored", { message: error instanceof Error ? error.message : String(error) });
        this.store();
      });
    });
  }

  /** One statement for all: on the Node host a statement is a sync to the disk. */
  private async flush(): Promise<void> {
    const changed = [...this.entries].filter(([, { unstored }]) => unstored > 0);
    if (changed.length === 0 || this.flushing) return;
    const { day } = this;
    this.flushing = true;
    const sums = changed
      .slice(0, inferenceLimits.maxStoredPayers)
      .map(([subject, entry]) => ({ subject, entry, tokens: entry.unstored }));
    try {
      const rows = await this.ports.db.all(
        `INSERT INTO model_spend (day, subject, tokens) VALUES ${sums.map(() => "(?, ?, ?)").join(", ")}
         ON CONFLICT (day, subject) DO UPDATE SET tokens = tokens + excluded.tokens RETURNING subject, tokens`,
        ...sums.flatMap(({ subject, tokens }) => [day, subject, tokens]),
      );
      // Others may have stored for the same payer: their sums come back with ours.
      const stored = new Map(rows.map((row) => [textColumn(row, "subject"), numberColumn(row, "tokens")]));
      for (const { subject, entry, tokens } of sums) {
        entry.unstored -= tokens;
        entry.stored = stored.get(subject) ?? entry.stored + tokens;
      }
    } finally {
      this.flushing = false;
    }
    if (changed.length > sums.length) await this.flush();
  }
}
