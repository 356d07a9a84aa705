/** The assistant's sockets inside the Node process. */
import { AgentDesk } from "../agent/agent-desk.ts";
import { readMcpSettings } from "../agent/mcp/mcp-settings.ts";
import { createRemoteTools } from "../agent/mcp/remote-tools.ts";
import { createInference } from "../inference/inference.ts";
import { Ledger } from "../inference/ledger.ts";
import { createModelAdmin } from "../inference/model-admin.ts";
import { readModelSettings } from "../inference/model-settings.ts";
import { OwnedModels } from "../inference/owned-models.ts";
import { promptsFrom } from "../inference/prompts.ts";
import { readQuotas } from "../inference/quotas.ts";
import type { Assets, Clock, Db, Fetch, Log, Random, Secrets } from "../ports.ts";
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
  secrets: Secrets;
  assets: Assets;
  env: Readonly<Record<string, string | undefined>>;
}

export interface NodeAssistants extends Assistants {
  /** Stores what was spent. */
  close(): Promise<void>;
}

export async function createNodeAssistants(ports: NodeAssistantsPorts): Promise<NodeAssistants> {
  const settings = readModelSettings(ports.env);
  const { quotas, problems } = readQuotas(ports.env);
  for (const message of [...settings.problems, ...problems]) ports.log("model-setting-ignored", { message });
  const ledger = new Ledger(ports, quotas);
  const fixed = settings.endpoints;
  const prompts = promptsFrom(ports.assets);
  const gateway = createInference({ ...ports, upstream: nodeUpstream, ledger, endpoints: fixed, prompts });
  void gateway.probe();
  const owned = new OwnedModels({ ...ports, gateway, fixed });
  // From now on only this process changes them, and tells the gateway itself.
  await owned.refresh();
  const workspaces = new Workspaces(ports);
  const { servers, problems: mcpProblems } = readMcpSettings(ports.env);
  for (const message of mcpProblems) ports.log("mcp-setting-ignored", { message });
  const agents = new AgentDesk({ inference: gateway, clock: ports.clock, remote: createRemoteTools(ports, servers) });
  const sockets = { inference: gateway, agents, workspaces, clock: ports.clock };
  return {
    models: async () => gateway.models(),
    admin: createModelAdmin({ ...ports, owned, gateway, quotas }),
    upgrade: (context, { id, guest }, address) =>
      upgrade(context, ports.log, async (socket) => openAssistantSocket(sockets, { id, guest, address }, socket)),
    close: () => ledger.close(),
  };
}
