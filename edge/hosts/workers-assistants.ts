/** One Durable Object a user for the assistant: on a plain Worker a socket counts as one request, with one request's caps. */
import { DurableObject } from "cloudflare:workers";
import { createInference, type Gateway } from "../inference/inference.ts";
import { Ledger } from "../inference/ledger.ts";
import { readModelSettings } from "../inference/model-settings.ts";
import { readQuotas } from "../inference/quotas.ts";
import { openAssistantSocket } from "../rooms/assistant-socket.ts";
import { Workspaces } from "../rooms/workspaces.ts";
import type { Assistants } from "../routes/context.ts";
import { consoleLog, systemClock, systemFetch, systemRandom } from "./platform.ts";
import type { WorkerEnv } from "./workers-env.ts";
import { acceptSocket } from "./workers-sockets.ts";
import { createD1 } from "./workers-sql.ts";

const userHeader = "X-Glasshouse-User";
const guestHeader = "X-Glasshouse-Guest";
const addressHeader = "X-Glasshouse-Address";

export class UserAssistant extends DurableObject<WorkerEnv> {
  private readonly inference: Gateway;
  private readonly workspaces: Workspaces;

  constructor(state: DurableObjectState, env: WorkerEnv) {
    super(state, env);
    const db = createD1(env.DB);
    // Of the user exact, for there is one object a user; of an address and a workspace as of the last stored sums.
    const ledger = new Ledger({ db, clock: systemClock, log: consoleLog }, readQuotas(variablesOf(env)).quotas);
    this.inference = createWorkersInference(env, ledger);
    void this.inference.probe();
    this.workspaces = new Workspaces({ db, clock: systemClock, random: systemRandom });
  }

  /** Only this Worker's own routes can call: they have checked who it is. */
  override async fetch(request: Request): Promise<Response> {
    const { headers } = request;
    const user = {
      id: headers.get(userHeader) ?? "",
      guest: headers.get(guestHeader) !== "no",
      address: headers.get(addressHeader) ?? "unknown",
    };
    const { inference, workspaces } = this;
    return acceptSocket(consoleLog, async (socket) =>
      openAssistantSocket({ inference, workspaces, clock: systemClock }, user, socket),
    );
  }
}

export function createWorkersAssistants(env: WorkerEnv): Assistants {
  const inference = createWorkersInference(env);
  return {
    models: () => inference.models(),
    // What this isolate knows; each user's object keeps its own figures.
    status: () => inference.status(),
    metrics: () => inference.metrics(),
    async upgrade(_context, user, address) {
      const headers = {
        Upgrade: "websocket",
        [userHeader]: user.id,
        [guestHeader]: user.guest ? "yes" : "no",
        [addressHeader]: address,
      };
      return env.ASSISTANTS.get(env.ASSISTANTS.idFromName(user.id)).fetch("https://assistant.invalid/", { headers });
    },
  };
}

function createWorkersInference(env: WorkerEnv, ledger?: Ledger): Gateway {
  const settings = readModelSettings(variablesOf(env));
  for (const message of settings.problems) consoleLog("model-setting-ignored", { message });
  return createInference({
    clock: systemClock,
    fetch: systemFetch,
    endpoints: settings.endpoints,
    ...(ledger ? { ledger } : {}),
  });
}

function variablesOf(env: WorkerEnv): Record<string, string> {
  const texts = Object.entries(env).flatMap(([name, value]): [string, string][] =>
    typeof value === "string" ? [[name, value]] : [],
  );
  return Object.fromEntries(texts);
}
