/** The assistant's sockets inside the Node process. */
import { createInference } from "../inference/inference.ts";
import { readModelSettings } from "../inference/model-settings.ts";
import type { Clock, Db, Fetch, Log, Random } from "../ports.ts";
import { openAssistantSocket } from "../rooms/assistant-socket.ts";
import { Workspaces } from "../rooms/workspaces.ts";
import type { Assistants } from "../routes/context.ts";
import { upgrade } from "./node-rooms.ts";

export interface NodeAssistantsPorts {
  db: Db;
  clock: Clock;
  random: Random;
  fetch: Fetch;
  log: Log;
  env: Readonly<Record<string, string | undefined>>;
}

export function createNodeAssistants(ports: NodeAssistantsPorts): Assistants {
  const settings = readModelSettings(ports.env);
  for (const message of settings.problems) ports.log("model-setting-ignored", { message });
  const inference = createInference({ ...ports, endpoints: settings.endpoints });
  void inference.probe();
  const workspaces = new Workspaces(ports);
  return {
    models: () => inference.models(),
    status: () => inference.status(),
    upgrade: (context, user) =>
      upgrade(context, ports.log, async (socket) =>
        openAssistantSocket({ inference, workspaces, clock: ports.clock }, user.id, socket),
      ),
  };
}
