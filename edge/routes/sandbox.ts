/** What the sandbox site serves: the engine, packages for it, and the way into a preview. Nobody is signed in here. */
import { type Context, Hono } from "hono";
import { securityHeaders } from "../security-headers.ts";
import { serveAsset } from "./assets.ts";
import { notFound, problem, type Services } from "./context.ts";

export function engineRoutes(services: Services): Hono {
  return new Hono()
    .get(
      "/headless",
      async (context) => (await serveAsset(context, services, "engine/headless.html", "engine")) ?? notBuilt(context),
    )
    .get("/npm/*", (context) => servePackage(context, services))
    .get(
      "/*",
      async (context) =>
        (await serveAsset(context, services, `engine${context.req.path}`, "engine")) ?? notFound(context),
    );
}

/** Every page of a preview first loads the connect page, which starts the service worker that answers from the engine. */
export function previewRoutes(services: Services): Hono {
  return new Hono()
    .get("/__glasshouse/*", async (context) => {
      const file = context.req.path.slice("/__glasshouse/".length);
      context.header("Service-Worker-Allowed", "/");
      return (await serveAsset(context, services, `engine/preview/${file}`, "preview")) ?? notFound(context);
    })
    .get("/*", async (context) => {
      const mode = context.req.header("Sec-Fetch-Mode");
      const navigates =
        mode === "navigate" || (mode === undefined && context.req.header("Accept")?.includes("text/html"));
      if (!navigates) return notFound(context);
      return (await serveAsset(context, services, "engine/preview/connect.html", "preview")) ?? notBuilt(context);
    });
}

async function servePackage(context: Context, services: Services): Promise<Response> {
  const base = `${new URL(context.req.url).origin}/npm/`;
  const found = await services.registry.get(context.req.path.slice("/npm/".length), base);
  for (const [name, value] of Object.entries(securityHeaders("proxy", services.config))) context.header(name, value);
  if (!found.ok) return problem(context, found.code, found.message);
  const { body, contentType, immutable } = found.value;
  return context.body(body, 200, {
    "Content-Type": contentType,
    "Cache-Control": immutable ? "public, max-age=31536000, immutable" : "public, max-age=60",
  });
}

function notBuilt(context: Context): Response {
  return problem(context, "not-built", "The engine is not built yet: run npm start.");
}
