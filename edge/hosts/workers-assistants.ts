/** One Durable Object a user for the assistant: on a plain Worker a socket counts as one request, with one request's caps. */
import { DurableObject } from "cloudflare:workers";
import { AgentDesk } from "../agent/agent-desk.ts";
import { readMcpSettings } from "../agent/mcp/mcp-settings.ts";
import { createRemoteTools } from "../agent/mcp/remote-tools.ts";
import { createInference, type Gateway } from "../inference/inference.ts";
import { Ledger } from "../inference/ledger.ts";
import { inferenceLimits } from "../inference/limits.ts";
import { createModelAdmin, type OtherGateways } from "../inference/model-admin.ts";
import { type ModelEndpoint, readModelSettings } from "../inference/model-settings.ts";
import { OwnedModels } from "../inference/owned-models.ts";
import { promptsFrom } from "../inference/prompts.ts";
import { readQuotas } from "../inference/quotas.ts";
import type { GatewayFigures } from "../inference/status.ts";
import type { Db } from "../ports.ts";
import { openAssistantSocket } from "../rooms/assistant-socket.ts";
import { Workspaces } from "../rooms/workspaces.ts";
import type { Assistants } from "../routes/context.ts";
import { textColumn } from "../storage/columns.ts";
import { consoleLog, systemClock, systemFetch, systemRandom } from "./platform.ts";
import type { WorkerEnv } from "./workers-env.ts";
import { createWorkersAssets } from "./workers-files.ts";
import { acceptSocket } from "./workers-sockets.ts";
import { createD1, createD1Secrets } from "./workers-sql.ts";

const userHeader = "X-Glasshouse-User";
const guestHeader = "X-Glasshouse-Guest";
const addressHeader = "X-Glasshouse-Address";
const dayMs = 86_400_000;

export class UserAssistant extends DurableObject<WorkerEnv> {
  private readonly db: Db;
  private readonly gateway: Gateway;
  private readonly owned: OwnedModels;
  private readonly workspaces: Workspaces;
  /** One user's: runs live as long as this object, which a connection keeps alive. */
  private readonly agents: AgentDesk;

  constructor(state: DurableObjectState, env: WorkerEnv) {
    super(state, env);
    this.db = createD1(env.DB);
    // Of the user exact, for there is one object a user; of an address and a workspace as of the last stored sums.
    const ledger = new Ledger(
      { db: this.db, clock: systemClock, log: consoleLog },
      readQuotas(variablesOf(env)).quotas,
    );
    const models = createWorkersModels(env, this.db, ledger);
    this.gateway = models.gateway;
    this.owned = models.owned;
    void this.gateway.probe();
    const { servers, problems } = readMcpSettings(variablesOf(env));
    for (const message of problems) consoleLog("mcp-setting-ignored", { message });
    const remote = createRemoteTools({ fetch: systemFetch, clock: systemClock }, servers);
    this.agents = new AgentDesk({ inference: this.gateway, clock: systemClock, remote });
    this.workspaces = new Workspaces({ db: this.db, clock: systemClock, random: systemRandom });
  }

  /** Only this Worker's own routes can call: they have checked who it is. */
  override async fetch(request: Request): Promise<Response> {
    const { headers } = request;
    const user = {
      id: headers.get(userHeader) ?? "",
      guest: headers.get(guestHeader) !== "no",
      address: headers.get(addressHeader) ?? "unknown",
    };
    await Promise.all([this.noteUse(user.id), this.owned.refresh()]);
    const { gateway: inference, agents, workspaces, owned } = this;
    const ports = { inference, agents, workspaces, clock: systemClock, refreshModels: () => owned.refresh() };
    return acceptSocket(consoleLog, async (socket) => openAssistantSocket(ports, user, socket));
  }

  async figures(): Promise<GatewayFigures> {
    return this.gateway.figures();
  }

  async refresh(): Promise<void> {
    await this.owned.refresh();
  }

  /** The owner's page asks the objects in use, and those alone. */
  private async noteUse(user: string): Promise<void> {
    const now = systemClock.now();
    await this.db.run("DELETE FROM assistant_object WHERE at < ?", now - dayMs);
    await this.db.run("INSERT OR REPLACE INTO assistant_object VALUES (?, ?)", user, now);
  }
}

export function createWorkersAssistants(env: WorkerEnv): Assistants {
  const db = createD1(env.DB);
  const { gateway, owned } = createWorkersModels(env, db);
  const { quotas } = readQuotas(variablesOf(env));
  const others = otherGateways(env, db);
  return {
    async models() {
      await owned.refresh();
      return gateway.models();
    },
    admin: createModelAdmin({ owned, gateway, db, clock: systemClock, quotas, others }),
    async upgrade(_context, user, address) {
      const headers = {
        Upgrade: "websocket",
        [userHeader]: user.id,
        [guestHeader]: user.guest ? "yes" : "no",
        [addressHeader]: address,
      };
      return objectOf(env, user.id).fetch("https://assistant.invalid/", { headers });
    },
  };
}

function objectOf(env: WorkerEnv, user: string): DurableObjectStub<UserAssistant> {
  return env.ASSISTANTS.get(env.ASSISTANTS.idFromName(user));
}

/** The objects of those who used the assistant lately, newest first. One that does not answer is left out. */
function otherGateways(env: WorkerEnv, db: Db): OtherGateways {
  const each = async <Answer>(
    ask: (object: DurableObjectStub<UserAssistant>) => Promise<Answer>,
  ): Promise<Answer[]> => {
    const rows = await db.all(
      "SELECT user FROM assistant_object ORDER BY at DESC LIMIT ?",
      inferenceLimits.askedObjects,
    );
    const answers = await Promise.allSettled(rows.map((row) => ask(objectOf(env, textColumn(row, "user")))));
    const silent = answers.filter(({ status }) => status === "rejected").length;
    if (silent > 0) consoleLog("assistants-silent", { count: silent });
    return answers.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : []));
  };
  return {
    figures: () => each(async (object) => object.figures()),
    async refresh() {
      await each((object) => object.refresh());
    },
  };
}

function createWorkersModels(env: WorkerEnv, db: Db, ledger?: Ledger): { gateway: Gateway; owned: OwnedModels } {
  const settings = readModelSettings(variablesOf(env));
  for (const message of settings.problems) consoleLog("model-setting-ignored", { message });
  const fixed: readonly ModelEndpoint[] = settings.endpoints;
  const gateway = createInference({
    clock: systemClock,
    fetch: systemFetch,
    endpoints: fixed,
    prompts: promptsFrom(createWorkersAssets(env.ASSETS)),
    ...(ledger ? { ledger } : {}),
  });
  const owned = new OwnedModels({
    db,
    clock: systemClock,
    log: consoleLog,
    secrets: createD1Secrets(db),
    gateway,
    fixed,
  });
  return { gateway, owned };
}

function variablesOf(env: WorkerEnv): Record<string, string> {
  const texts = Object.entries(env).flatMap(([name, value]): [string, string][] =>
    typeof value === "string" ? [[name, value]] : [],
  );
  return Object.fromEntries(texts);
}
