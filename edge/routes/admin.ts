/** What the installation's owner sees of the models and changes of them. Whoever has not the token sees nothing. */
import { type Context, Hono, type Next } from "hono";
import * as v from "valibot";
import { modelEntrySchema } from "../inference/model-settings.ts";
import type { ModelChange } from "../inference/owned-models.ts";
import { edgeLimits } from "../limits.ts";
import { RateLimiter } from "../rooms/rate-limiter.ts";
import { sha256Hex } from "../storage/secrets.ts";
import { notFound, problem, readBody, type Services } from "./context.ts";

const minuteMs = 60_000;
const idPattern = /^[\w.:-]{1,64}$/;

/** Visible ASCII: it becomes a header. "" takes the key away. */
const keySchema = v.pipe(v.string(), v.trim(), v.maxLength(edgeLimits.maxKeyLength), v.regex(/^[\x21-\x7e]*$/));
const putSchema = v.strictObject({ entry: modelEntrySchema, key: v.optional(keySchema) });
const turnSchema = v.strictObject({ off: v.boolean() });

export function adminRoutes(services: Services): Hono {
  const { admin } = services.assistants;
  const failures = new RateLimiter(services.clock, edgeLimits.maxAdminFailuresPerMinute, minuteMs);
  const mayLook = async (context: Context): Promise<boolean> => {
    const address = services.addressOf(context);
    if (failures.isSpent(address)) return false;
    const shown = /^Bearer (\S+)$/.exec(context.req.header("Authorization") ?? "")?.[1] ?? "";
    const allowed = await isToken(shown, services.config.adminToken);
    if (!allowed && shown !== "") failures.take(address);
    return allowed;
  };
  const guardAdmin = async (context: Context, next: Next): Promise<Response | undefined> => {
    if (!(await mayLook(context))) return notFound(context);
    await next();
    return undefined;
  };
  const prometheus = { "Content-Type": "text/plain; version=0.0.4; charset=utf-8" };
  return new Hono()
    .use("/api/admin/*", guardAdmin)
    .get("/api/admin/models", async (context) => context.json(await admin.status()))
    .get("/api/admin/metrics", async (context) => context.body(await admin.metrics(), 200, prometheus))
    .put("/api/admin/models/:id", async (context) => {
      const id = context.req.param("id");
      if (!idPattern.test(id)) {
        return problem(context, "bad-request", "An id has up to 64 letters, digits, dots, colons and dashes.");
      }
      const read = await readBody(context, putSchema);
      if ("answer" in read) return read.answer;
      return answer(context, await admin.put(id, read.body.entry, read.body.key));
    })
    .delete("/api/admin/models/:id", async (context) => answer(context, await admin.remove(context.req.param("id"))))
    .put("/api/admin/models/:id/off", async (context) => {
      const read = await readBody(context, turnSchema);
      if ("answer" in read) return read.answer;
      return answer(context, await admin.turn(context.req.param("id"), read.body.off));
    })
    .post("/api/admin/models/:id/probe", async (context) => {
      await admin.probe(context.req.param("id"));
      return context.json({ ok: true });
    });
}

function answer(context: Context, change: ModelChange): Response {
  return change.ok ? context.json({ ok: true }) : problem(context, change.code, change.message);
}

/** Hashes are compared: how long that takes tells nothing of the token. */
async function isToken(shown: string, token: string | undefined): Promise<boolean> {
  if (!token || shown === "") return false;
  const encoder = new TextEncoder();
  return (await sha256Hex(encoder.encode(shown))) === (await sha256Hex(encoder.encode(token)));
}
