/** What the installation's owner sees of the models: status as JSON, figures for Prometheus. Whoever has not the token sees nothing. */
import { type Context, Hono } from "hono";
import { edgeLimits } from "../limits.ts";
import { RateLimiter } from "../rooms/rate-limiter.ts";
import { sha256Hex } from "../storage/secrets.ts";
import { notFound, type Services } from "./context.ts";

const minuteMs = 60_000;

export function adminRoutes(services: Services): Hono {
  const failures = new RateLimiter(services.clock, edgeLimits.maxAdminFailuresPerMinute, minuteMs);
  const mayLook = async (context: Context): Promise<boolean> => {
    const address = services.addressOf(context);
    if (failures.isSpent(address)) return false;
    const shown = /^Bearer (\S+)$/.exec(context.req.header("Authorization") ?? "")?.[1] ?? "";
    const allowed = await isToken(shown, services.config.adminToken);
    if (!allowed && shown !== "") failures.take(address);
    return allowed;
  };
  const prometheus = { "Content-Type": "text/plain; version=0.0.4; charset=utf-8" };
  return new Hono()
    .get("/api/admin/models", async (context) =>
      (await mayLook(context)) ? context.json(services.assistants.status()) : notFound(context),
    )
    .get("/api/admin/metrics", async (context) =>
      (await mayLook(context)) ? context.body(services.assistants.metrics(), 200, prometheus) : notFound(context),
    );
}

/** Hashes are compared: how long that takes tells nothing of the token. */
async function isToken(shown: string, token: string | undefined): Promise<boolean> {
  if (!token || shown === "") return false;
  const encoder = new TextEncoder();
  return (await sha256Hex(encoder.encode(shown))) === (await sha256Hex(encoder.encode(token)));
}
