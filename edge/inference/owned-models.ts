/** Endpoints that the owner adds while the edge runs, beside those of the environment, and which of all are left alone. */
import * as v from "valibot";
import type { Clock, Db, Log, Secrets, SqlRow } from "../ports.ts";
import { numberColumn, textColumn } from "../storage/columns.ts";
import type { Gateway } from "./inference.ts";
import { inferenceLimits } from "./limits.ts";
import { type ModelEndpoint, type ModelEntry, modelEntrySchema, toEndpoint } from "./model-settings.ts";

export interface OwnedModelsPorts {
  db: Db;
  clock: Clock;
  log: Log;
  secrets: Secrets;
  gateway: Pick<Gateway, "configure">;
  /** Those of the environment: they can be left alone, not changed. */
  fixed: readonly ModelEndpoint[];
}

export type ModelChange = { ok: true } | { ok: false; code: "conflict" | "not-found"; message: string };

interface StoredModel {
  id: string;
  /** Undefined for one of the environment. */
  entry: ModelEntry | undefined;
  off: boolean;
}

const done: ModelChange = { ok: true };
const unknown: ModelChange = { ok: false, code: "not-found", message: "There is no such endpoint." };
const storedEntry = v.pipe(v.string(), v.parseJson(), modelEntrySchema);

export class OwnedModels {
  private readonly ports: OwnedModelsPorts;
  /** What the gateway was told last. */
  private told = "";

  constructor(ports: OwnedModelsPorts) {
    this.ports = ports;
  }

  /** Tells the gateway what is stored, when that is something new: also what another process has stored. */
  async refresh(): Promise<void> {
    const { db, gateway, fixed } = this.ports;
    const rows = await db.all("SELECT id, entry, off, keyedAt FROM model_endpoint ORDER BY id");
    const read = JSON.stringify(rows);
    if (read === this.told) return;
    const stored = this.readAll(rows);
    const endpoints = await Promise.all(stored.flatMap(({ id, entry }) => (entry ? [this.endpointOf(id, entry)] : [])));
    this.told = read;
    gateway.configure([...fixed, ...endpoints], new Set(stored.flatMap(({ id, off }) => (off ? [id] : []))));
  }

  /** The settings that the owner wrote, without keys. */
  async entries(): Promise<{ id: string; entry: ModelEntry }[]> {
    const rows = await this.ports.db.all("SELECT id, entry, off, keyedAt FROM model_endpoint ORDER BY id");
    return this.readAll(rows).flatMap(({ id, entry }) => (entry ? [{ id, entry }] : []));
  }

  /** Adds or changes an endpoint. `key` undefined keeps the one there is, "" takes it away; another server never gets it. */
  async put(id: string, entry: ModelEntry, key: string | undefined): Promise<ModelChange> {
    const { db, secrets, clock } = this.ports;
    if (this.isFixed(id)) return { ok: false, code: "conflict", message: `${id} is set in the server's environment.` };
    const all = await this.entries();
    const before = all.find((other) => other.id === id)?.entry;
    if (!before && all.length >= inferenceLimits.maxOwnedEndpoints) {
      const message = `There are ${inferenceLimits.maxOwnedEndpoints} endpoints already; remove one first.`;
      return { ok: false, code: "conflict", message };
    }
    const moved = before !== undefined && originOf(before) !== originOf(entry);
    const next = key ?? (moved ? "" : undefined);
    if (next !== undefined) await secrets.put(secretOf(id), next === "" ? undefined : next);
    // A later key has a later mark, also within one millisecond: the mark is what others see of it.
    await db.run(
      `INSERT INTO model_endpoint (id, entry, off, keyedAt) VALUES (?, ?, 0, ?) ON CONFLICT (id) DO UPDATE SET
       entry = excluded.entry, keyedAt = CASE ? WHEN 1 THEN max(excluded.keyedAt, coalesce(keyedAt, 0) + 1) ELSE keyedAt END`,
      id,
      JSON.stringify(entry),
      next ? clock.now() : null,
      next === undefined ? 0 : 1,
    );
    await this.refresh();
    return done;
  }

  async remove(id: string): Promise<ModelChange> {
    const { db, secrets } = this.ports;
    if (this.isFixed(id)) return { ok: false, code: "conflict", message: `${id} is set in the server's environment.` };
    if ((await db.run("DELETE FROM model_endpoint WHERE id = ?", id)) === 0) return unknown;
    await secrets.put(secretOf(id), undefined);
    await this.refresh();
    return done;
  }

  /** Leaves an endpoint alone, or asks it again. */
  async turn(id: string, off: boolean): Promise<ModelChange> {
    const { db } = this.ports;
    const flag = off ? 1 : 0;
    const changed = await db.run("UPDATE model_endpoint SET off = ? WHERE id = ?", flag, id);
    if (changed === 0) {
      if (!this.isFixed(id)) return unknown;
      await db.run("INSERT INTO model_endpoint (id, entry, off, keyedAt) VALUES (?, NULL, ?, NULL)", id, flag);
    }
    await this.refresh();
    return done;
  }

  private isFixed(id: string): boolean {
    return this.ports.fixed.some((endpoint) => endpoint.id === id);
  }

  private readAll(rows: readonly SqlRow[]): StoredModel[] {
    return rows.flatMap((row): StoredModel[] => {
      const id = textColumn(row, "id");
      const flags = { id, off: numberColumn(row, "off") !== 0 };
      if (this.isFixed(id)) return [{ ...flags, entry: undefined }];
      const parsed = v.safeParse(storedEntry, row["entry"]);
      if (parsed.success) return [{ ...flags, entry: parsed.output }];
      // Left behind by the environment, or by another version: nothing is asked of it.
      if (row["entry"] !== null) this.ports.log("model-setting-ignored", { message: `The stored endpoint ${id}.` });
      return [];
    });
  }

  private async endpointOf(id: string, entry: ModelEntry): Promise<ModelEndpoint> {
    return toEndpoint(id, entry, await this.ports.secrets.get(secretOf(id)));
  }
}

function secretOf(id: string): string {
  return `model:${id}`;
}

function originOf({ endpoint }: ModelEntry): string {
  return new URL(endpoint).origin;
}
