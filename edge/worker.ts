/** The Workers host: Durable Objects for rooms, D1 for accounts, R2 for blobs. */
import type { Context, Hono } from "hono";
import { createApp } from "./app.ts";
import { type EdgeConfig, readAdminToken, readHostedEngine } from "./config.ts";
import { consoleLog, systemClock, systemFetch, systemRandom } from "./hosts/platform.ts";
import { createWorkersAssistants } from "./hosts/workers-assistants.ts";
import type { WorkerEnv } from "./hosts/workers-env.ts";
import { createEdgeCache, createR2Blobs, createWorkersAssets } from "./hosts/workers-files.ts";
import { createWorkersRooms } from "./hosts/workers-rooms.ts";
import { createD1 } from "./hosts/workers-sql.ts";
import { RegistryProxy } from "./proxy/registry.ts";
import { accountsSchema, secretsSchema } from "./storage/accounts-schema.ts";

export { UserAssistant } from "./hosts/workers-assistants.ts";
export { WorkspaceRoom } from "./hosts/workers-rooms.ts";

let application: Promise<Hono> | undefined;

const worker: ExportedHandler<WorkerEnv> = {
  async fetch(request, env, context) {
    // Made by the first request: Workers allow neither random numbers nor the database before one.
    application ??= build(env, configOf(request, env));
    // Others wait for it too: it must end even when the request that began it is called off.
    context.waitUntil(application.catch(() => undefined));
    try {
      return (await application).fetch(request, env, context);
    } catch (error) {
      // Not kept: the next request tries again, for example when D1 was away for a moment.
      application = undefined;
      throw error;
    }
  },
};
// Workers read their handler from the default export.
export default worker;

function configOf(request: Request, env: WorkerEnv): EdgeConfig {
  const ideOrigin = env.IDE_ORIGIN ?? new URL(request.url).origin;
  const { protocol, host } = new URL(ideOrigin);
  const listed = env.EMBED_ORIGINS?.split(/[\s,]+/) ?? [];
  // What is no origin would widen or break the header it goes into.
  const embedOrigins = listed.filter((text) => URL.canParse(text) && new URL(text).origin === text);
  return {
    ideOrigin,
    sandboxOrigin: env.SANDBOX_ORIGIN ?? `${protocol}//sandbox.${host}`,
    embedOrigins,
    ...readHostedEngine({ GLASSHOUSE_RUNTIME: env.GLASSHOUSE_RUNTIME }),
    ...readAdminToken({ GLASSHOUSE_ADMIN_TOKEN: env.GLASSHOUSE_ADMIN_TOKEN }),
  };
}

async function build(env: WorkerEnv, config: EdgeConfig): Promise<Hono> {
  await env.DB.batch([...accountsSchema, ...secretsSchema].map((statement) => env.DB.prepare(statement)));
  const platform = { clock: systemClock, random: systemRandom, log: consoleLog };
  const blobs = createR2Blobs(env.BLOBS);
  const registry = new RegistryProxy({
    ...platform,
    upstreams: Promise.resolve(new Map(env.NPM_REGISTRY ? [["", env.NPM_REGISTRY]] : [])),
    fetch: systemFetch,
    sharesDownloads: false,
    cache: createEdgeCache(await caches.open("npm")),
  });
  const rooms = createWorkersRooms(env.ROOMS, (workspace) => blobs.deleteAll(`${workspace}/`));
  const assistants = createWorkersAssistants(env);
  return createApp(
    {
      ...platform,
      db: createD1(env.DB),
      blobs,
      rooms,
      assistants,
      assets: createWorkersAssets(env.ASSETS),
      registry,
      addressOf,
    },
    config,
  );
}

/** Set by Cloudflare; a client cannot forge it. */
function addressOf(context: Context): string {
  return context.req.header("CF-Connecting-IP") ?? "unknown";
}
