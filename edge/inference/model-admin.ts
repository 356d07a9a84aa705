/** What the installation's owner reads of the models and may do with them, the same on both hosts. */
import { fimFamilies } from "../../shared/models/fim.ts";
import type { Clock, Db } from "../ports.ts";
import { dialectNames } from "./dialects/index.ts";
import type { Gateway } from "./inference.ts";
import type { Quotas } from "./ledger.ts";
import { metricsOf } from "./metrics.ts";
import type { ModelEntry } from "./model-settings.ts";
import type { ModelChange, OwnedModels } from "./owned-models.ts";
import { nearestPayers, type ShownPayer } from "./payers.ts";
import { type Route, routingTable, tiers } from "./routing-table.ts";
import { addGateways, type GatewayFigures, type GatewayStatus, gatewayStatus } from "./status.ts";

export interface AdminStatus extends GatewayStatus {
  /** The settings of those endpoints that can be changed here, without keys; the others are the environment's. */
  settings: { id: string; entry: ModelEntry }[];
  routes: Pick<Route, "name" | "task" | "size" | "needs" | "tiers" | "escalateOn" | "hedged" | "maxTokens">[];
  quotas: { limits: Quotas; nearest: ShownPayer[] };
  choices: { dialects: readonly string[]; families: readonly string[]; tiers: readonly string[] };
}

export interface ModelAdmin {
  status(): Promise<AdminStatus>;
  /** The same figures in Prometheus' text format. */
  metrics(): Promise<string>;
  put(id: string, entry: ModelEntry, key: string | undefined): Promise<ModelChange>;
  remove(id: string): Promise<ModelChange>;
  turn(id: string, off: boolean): Promise<ModelChange>;
  /** Asks an endpoint again what it can do. */
  probe(id: string): Promise<void>;
}

/** Where several processes serve completions: the others. */
export interface OtherGateways {
  figures(): Promise<GatewayFigures[]>;
  /** Tells them that settings have changed. */
  refresh(): Promise<void>;
}

export interface ModelAdminPorts {
  owned: OwnedModels;
  gateway: Gateway;
  db: Db;
  clock: Pick<Clock, "now">;
  quotas: Quotas;
  others?: OtherGateways;
}

export function createModelAdmin({ owned, gateway, quotas, others, ...ports }: ModelAdminPorts): ModelAdmin {
  const figures = async (): Promise<GatewayFigures> => {
    await owned.refresh();
    return addGateways(gateway.figures(), (await others?.figures()) ?? []);
  };
  const told = async (change: ModelChange): Promise<ModelChange> => {
    if (change.ok) await others?.refresh();
    return change;
  };
  return {
    async status() {
      const routes = routingTable.map(({ name, task, size, needs, tiers, escalateOn, hedged, maxTokens }) => {
        return { name, task, size, needs, tiers, escalateOn, hedged, maxTokens };
      });
      return {
        ...gatewayStatus(await figures()),
        settings: await owned.entries(),
        routes,
        quotas: { limits: quotas, nearest: await nearestPayers(ports, quotas) },
        choices: { dialects: dialectNames, families: fimFamilies, tiers },
      };
    },
    metrics: async () => metricsOf((await figures()).endpoints),
    put: async (id, entry, key) => told(await owned.put(id, entry, key)),
    remove: async (id) => told(await owned.remove(id)),
    turn: async (id, off) => told(await owned.turn(id, off)),
    probe: (id) => gateway.probe(id),
  };
}
