/** One Durable Object a user for the assistant: on a plain Worker a socket counts as one request, with one request's caps. */
import { DurableObject } from "cloudflare:workers";
import { createInference, type Gateway } from "../inference/inference.ts";
import { readModelSettings } from "../inference/model-settings.ts";
import { openAssistantSocket } from "../rooms/assistant-socket.ts";
import { Workspaces } from "../rooms/workspaces.ts";
import type { Assistants } from "../routes/context.ts";
import { consoleLog, systemClock, systemFetch, systemRandom } from "./platform.ts";
import type { WorkerEnv } from "./workers-env.ts";
import { acceptSocket } from "./workers-sockets.ts";
import { createD1 } from "./workers-sql.ts";

const userHeader = "X-Glasshouse-User";

export class UserAssistant extends DurableObject<WorkerEnv> {
  private readonly inference: Gateway;
  private readonly workspaces: Workspaces;

  constructor(state: DurableObjectState, env: WorkerEnv) {
    super(state, env);
    this.inference = createWorkersInference(env);
    void this.inference.probe();
    this.workspaces = new Workspaces({ db: createD1(env.DB), clock: systemClock, random: systemRandom });
  }

  /** Only this Worker's own routes can call: they have checked who it is. */
  override async fetch(request: Request): Promise<Response> {
    const userId = request.headers.get(userHeader) ?? "";
    const { inference, workspaces } = this;
    return acceptSocket(consoleLog, async (socket) =>
      openAssistantSocket({ inference, workspaces, clock: systemClock }, userId, socket),
    );
  }
}

export function createWorkersAssistants(env: WorkerEnv): Assistants {
  const inference = createWorkersInference(env);
  return {
    models: () => inference.models(),
    // What this isolate knows; each user's object keeps its own figures.
    status: () => inference.status(),
    async upgrade(_context, user) {
      const headers = { Upgrade: "websocket", [userHeader]: user.id };
      return env.ASSISTANTS.get(env.ASSISTANTS.idFromName(user.id)).fetch("https://assistant.invalid/", { headers });
    },
  };
}

function createWorkersInference(env: WorkerEnv): Gateway {
  const variables = Object.entries(env).flatMap(([name, value]): [string, string][] =>
    typeof value === "string" ? [[name, value]] : [],
  );
  const settings = readModelSettings(Object.fromEntries(variables));
  for (const message of settings.problems) consoleLog("model-setting-ignored", { message });
  return createInference({ clock: systemClock, fetch: systemFetch, endpoints: settings.endpoints });
}
