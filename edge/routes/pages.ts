/** The IDE's pages and files. */
import { type Context, Hono } from "hono";
import { securityHeaders } from "../security-headers.ts";
import { serveAsset } from "./assets.ts";
import { notFound, problem, type Services } from "./context.ts";

const nonceBytes = 16;
/** What index.html carries where the nonce of one answer belongs. */
const noncePlaceholder = "__CSP_NONCE__";
/** And where the page reads on which site its engines live. */
const sandboxPlaceholder = "__SANDBOX_ORIGIN__";
/** And which engine to try: "embedded", or "auto https://stackblitz.com". */
const enginePlaceholder = "__ENGINE_CHOICE__";

export function pageRoutes(services: Services): Hono {
  const page = (context: Context): Promise<Response> => servePage(context, services, 200);
  return new Hono()
    .get("/", page)
    .get("/w/:workspace", page)
    .get("/join", page)
    .get("/admin", page)
    .get(
      "/completion/*",
      async (context) => (await serveAsset(context, services, context.req.path.slice(1), "ide")) ?? notFound(context),
    )
    .get("/*", async (context) => {
      const path = context.req.path.slice(1);
      const asset = path === "index.html" ? undefined : await serveAsset(context, services, `web/${path}`, "ide");
      if (asset) return asset;
      const wantsPage =
        context.req.header("Sec-Fetch-Mode") === "navigate" || context.req.header("Accept")?.includes("text/html");
      return wantsPage && !path.startsWith("api/") ? servePage(context, services, 404) : notFound(context);
    });
}

/** index.html with a fresh nonce; the page itself finds out what its address means. */
async function servePage(context: Context, services: Services, status: 200 | 404): Promise<Response> {
  const asset = await services.assets.get("web/index.html", "");
  if (!asset) return problem(context, "not-built", "The IDE is not built yet: run npm start.");
  const nonce = btoa(String.fromCharCode(...services.random.bytes(nonceBytes)));
  const html = await new Response(asset.body).text();
  for (const [name, value] of Object.entries(securityHeaders("ide", services.config, nonce)))
    context.header(name, value);
  context.header("Cache-Control", "no-store");
  const { sandboxOrigin, hostedEngine } = services.config;
  const filled = html
    .replaceAll(noncePlaceholder, nonce)
    .replace(sandboxPlaceholder, sandboxOrigin)
    .replace(enginePlaceholder, hostedEngine ? `${hostedEngine.runtime} ${hostedEngine.origin}` : "embedded");
  return context.html(filled, status);
}
