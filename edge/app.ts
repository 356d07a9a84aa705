/** The edge's one application: which site is asked, what every answer carries, and the routes. */
import { type Context, Hono, type Next } from "hono";
import { createAuth } from "./auth/auth.ts";
import type { EdgeConfig } from "./config.ts";
import { Conversations } from "./rooms/conversations.ts";
import { Links } from "./rooms/links.ts";
import { Tickets } from "./rooms/tickets.ts";
import { Workspaces } from "./rooms/workspaces.ts";
import { accountRoutes } from "./routes/account.ts";
import { adminRoutes } from "./routes/admin.ts";
import { blobRoutes } from "./routes/blobs.ts";
import { type EdgePorts, notFound, problem, type Services } from "./routes/context.ts";
import { conversationRoutes } from "./routes/conversations.ts";
import { linkRoutes } from "./routes/links.ts";
import { pageRoutes } from "./routes/pages.ts";
import { engineRoutes, previewRoutes } from "./routes/sandbox.ts";
import { socketRoutes } from "./routes/sockets.ts";
import { workspaceRoutes } from "./routes/workspaces.ts";
import { type HeaderKind, securityHeaders } from "./security-headers.ts";
import { siteOf } from "./sites.ts";

export type { EdgePorts } from "./routes/context.ts";

/** Builds the application over a host's ports. */
export async function createApp(ports: EdgePorts, config: EdgeConfig): Promise<Hono> {
  const services: Services = {
    ...ports,
    config,
    auth: await createAuth(ports, config),
    workspaces: new Workspaces(ports),
    links: new Links(ports),
    conversations: new Conversations(ports),
    tickets: new Tickets(ports),
  };
  const ide = createIde(services);
  const engine = createSite(services, "engine").route("/", engineRoutes(services));
  const preview = createSite(services, "preview").route("/", previewRoutes(services));
  const nowhere = createSite(services, "nowhere").all("*", (context) => {
    return problem(context, "wrong-host", `This address is not served here. Glasshouse is at ${config.ideOrigin}`);
  });
  const noWorkspace = createSite(services, "nowhere").all("*", notFound);
  const apps = { ide, engine, preview, "no-workspace": noWorkspace, unknown: nowhere };
  return new Hono().all("*", (context) => {
    const site = siteOf(new URL(context.req.url).host, config);
    return apps[site.kind].fetch(context.req.raw, context.env, executionContext(context));
  });
}

function createIde(services: Services): Hono {
  return createSite(services, "api")
    .use("*", (context, next) => refuseStrangers(context, next, services))
    .get("/health", (context) => context.json({ ok: true }))
    .route("/", accountRoutes(services))
    .route("/", adminRoutes(services))
    .route("/", workspaceRoutes(services))
    .route("/", linkRoutes(services))
    .route("/", conversationRoutes(services))
    .route("/", blobRoutes(services))
    .route("/", socketRoutes(services))
    .all("/api/*", notFound)
    .route("/", pageRoutes(services));
}

/** A site whose every answer has its headers, and whose every throw is answered. */
function createSite(services: Services, kind: HeaderKind): Hono {
  const site = new Hono();
  site.use("*", async (context, next) => {
    for (const [name, value] of Object.entries(securityHeaders(kind, services.config))) context.header(name, value);
    if (kind === "api") context.header("Cache-Control", "no-store");
    await next();
  });
  site.onError((error, context) => {
    services.log("route-failed", { method: context.req.method, route: context.req.routePath, message: error.message });
    return problem(context, "internal", "The server could not do this. Nothing was changed that you were not told of.");
  });
  site.notFound((context) => {
    const { method } = context.req;
    return method === "GET" || method === "HEAD"
      ? notFound(context)
      : problem(context, "method-not-allowed", "Only GET is served here.");
  });
  return site;
}

/** State changes need the IDE's own Origin; nothing that names a sandbox or another site gets in. */
async function refuseStrangers(context: Context, next: Next, { config }: Services): Promise<Response | undefined> {
  const origin = context.req.header("Origin");
  const referrer = context.req.header("Referer");
  const reads = context.req.method === "GET" || context.req.method === "HEAD";
  const foreignOrigin = origin === undefined ? !reads : origin !== config.ideOrigin;
  const foreignReferrer = referrer !== undefined && originOf(referrer) !== config.ideOrigin;
  const isApi = context.req.path.startsWith("/api/");
  const crossSite = isApi && ["cross-site", "same-site"].includes(context.req.header("Sec-Fetch-Site") ?? "");
  if (foreignOrigin || (isApi && foreignReferrer) || crossSite) {
    return problem(context, "forbidden", "Requests come from the IDE's own page.");
  }
  await next();
  return undefined;
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : "";
}

/** Node has none, and Hono throws when it is asked for. */
function executionContext(context: Context): Context["executionCtx"] | undefined {
  try {
    return context.executionCtx;
  } catch {
    return undefined;
  }
}
