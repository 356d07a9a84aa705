/** The assistant's sockets inside the Node process. */
import { createInference } from "../inference/inference.ts";
import { Ledger } from "../inference/ledger.ts";
import { readModelSettings } from "../inference/model-settings.ts";
import { readQuotas } from "../inference/quotas.ts";
import type { Clock, Db, Fetch, Log, Random } from "../ports.ts";
import { openAssistantSocket } from "../rooms/assistant-socket.ts";
import { Workspaces } from "../rooms/workspaces.ts";
import type { Assistants } from "../routes/context.ts";
import { upgrade } from "./node-rooms.ts";
import { nodeUpstream } from "./node-upstream.ts";

export interface NodeAssistantsPorts {
  db: Db;
  clock: Clock;
  random: Random;
  fetch: Fetch;
  log: Log;
  env: Readonly<Record<string, string | undefined>>;
}

export interface NodeAssistants extends Assistants {
  /** Stores what was spent. */
  close(): Promise<void>;
}

export function createNodeAssistants(ports: NodeAssistantsPorts): NodeAssistants {
  const settings = readModelSettings(ports.env);
  for (const message of settings.problems) ports.log("model-setting-ignored", { message });
  const quotas = readQuotas(ports.env);
  for (const message of quotas.problems) ports.log("model-setting-ignored", { message });
  const ledger = new Ledger(ports, quotas.quotas);
  const inference = createInference({ ...ports, upstream: nodeUpstream, ledger, endpoints: settings.endpoints });
  void inference.probe();
  const workspaces = new Workspaces(ports);
  return {
    models: () => inference.models(),
    status: () => inference.status(),
    metrics: () => inference.metrics(),
    upgrade: (context, { id, guest }, address) =>
      upgrade(context, ports.log, async (socket) =>
        openAssistantSocket({ inference, workspaces, clock: ports.clock }, { id, guest, address }, socket),
      ),
    close: () => ledger.close(),
  };
}
