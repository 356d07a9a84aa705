/** Who has used how much of the day's tokens, those nearest to their limit first. */
import type { Clock, Db } from "../ports.ts";
import { numberColumn, textColumn } from "../storage/columns.ts";
import { type PayerKind, payerKinds, type Quotas } from "./ledger.ts";
import { inferenceLimits } from "./limits.ts";
import { dayOf } from "./meter.ts";

export interface ShownPayer {
  kind: PayerKind;
  id: string;
  /** Of the person or the workspace; an address has none. */
  name: string | undefined;
  tokens: number;
  limitTokens: number;
}

/** At most `shownPayers` of each kind that has a limit; what was spent in the last seconds may not be stored yet. */
export async function nearestPayers(
  ports: { db: Db; clock: Pick<Clock, "now"> },
  quotas: Quotas,
): Promise<ShownPayer[]> {
  const day = dayOf(ports.clock.now());
  const shown = await Promise.all(
    payerKinds.map(async (kind) => {
      const limitTokens = quotas[kind];
      return limitTokens === undefined ? [] : topPayers(ports.db, day, kind, limitTokens);
    }),
  );
  return shown.flat().toSorted((left, right) => shareOf(right) - shareOf(left));
}

function shareOf({ tokens, limitTokens }: ShownPayer): number {
  return tokens / Math.max(1, limitTokens);
}

async function topPayers(db: Db, day: string, kind: PayerKind, limitTokens: number): Promise<ShownPayer[]> {
  const rows = await db.all(
    `SELECT id, tokens, coalesce((SELECT name FROM "user" u WHERE u.id = payer.id), (SELECT name FROM workspace w WHERE w.id = payer.id)) AS name
     FROM (SELECT substr(subject, ?) AS id, tokens FROM model_spend WHERE day = ? AND subject LIKE ? ORDER BY tokens DESC LIMIT ?) AS payer`,
    kind.length + 2,
    day,
    `${kind}:%`,
    inferenceLimits.shownPayers,
  );
  return rows.map((row) => ({
    kind,
    id: textColumn(row, "id"),
    name: typeof row["name"] === "string" ? row["name"] : undefined,
    tokens: numberColumn(row, "tokens"),
    limitTokens,
  }));
}
