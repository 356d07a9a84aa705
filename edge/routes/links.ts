/** Share links: make, list, end, redeem. */
import { Hono } from "hono";
import * as v from "valibot";
import { wireRole } from "../../shared/access/can.ts";
import { edgeLimits } from "../limits.ts";
import { linkRoleSchema } from "../rooms/links.ts";
import { RateLimiter } from "../rooms/rate-limiter.ts";
import { guard, notFound, problem, readBody, type Services } from "./context.ts";

const createSchema = v.strictObject({ role: linkRoleSchema });
const redeemSchema = v.strictObject({ token: v.pipe(v.string(), v.maxLength(128)) });
const minuteMs = 60_000;

export function linkRoutes(services: Services): Hono {
  const { auth, links, workspaces, rooms } = services;
  const failures = new RateLimiter(services.clock, edgeLimits.maxRedeemFailuresPerMinute, minuteMs);
  return new Hono()
    .post("/api/workspaces/:workspace/links", async (context) => {
      const guarded = await guard(context, services, "share");
      if ("answer" in guarded) return guarded.answer;
      const read = await readBody(context, createSchema);
      if ("answer" in read) return read.answer;
      const link = await links.create(guarded.workspace, read.body.role);
      if (!link)
        return problem(
          context,
          "conflict",
          `A workspace has at most ${edgeLimits.maxLinksPerWorkspace} links; end one first.`,
        );
      return context.json({ link }, 201);
    })
    .get("/api/workspaces/:workspace/links", async (context) => {
      const guarded = await guard(context, services, "links");
      if ("answer" in guarded) return guarded.answer;
      return context.json({ links: await links.list(guarded.workspace) });
    })
    .delete("/api/workspaces/:workspace/links/:link", async (context) => {
      const guarded = await guard(context, services, "revoke");
      if ("answer" in guarded) return guarded.answer;
      const { workspace } = guarded;
      const users = await links.revoke(workspace, context.req.param("link"));
      if (!users) return notFound(context);
      for (const user of users) await rooms.setAccess(workspace, user, await workspaces.accessOf(workspace, user));
      return context.json({ ok: true });
    })
    .post("/api/links/redeem", async (context) => {
      const address = services.addressOf(context);
      if (failures.isSpent(address)) return problem(context, "rate-limited", "Too many wrong links; wait a minute.");
      const user = await auth.userOf(context.req.raw.headers);
      if (!user) return problem(context, "unauthenticated", "Sign in first.");
      const read = await readBody(context, redeemSchema);
      if ("answer" in read) return read.answer;
      const redeemed = await links.redeem(read.body.token, user.id);
      const role = redeemed && wireRole(await workspaces.accessOf(redeemed.workspace, user.id));
      if (!redeemed || !role) {
        failures.take(address);
        return notFound(context);
      }
      // A viewer who opens an edit link in another tab may edit at once.
      await rooms.setAccess(redeemed.workspace, user.id, await workspaces.accessOf(redeemed.workspace, user.id));
      return context.json({ workspaceId: redeemed.workspace, role });
    });
}
