/** Workspaces: list, make, look, rename, turn the dial, delete. */
import { Hono } from "hono";
import * as v from "valibot";
import { wireRole } from "../../shared/access/can.ts";
import { dialSchema } from "../../shared/access/dial.ts";
import { edgeLimits } from "../limits.ts";
import { isTemplate, seedUpdate } from "../rooms/seed.ts";
import type { ListedWorkspace } from "../rooms/workspaces.ts";
import { guard, notFound, problem, readBody, type Services } from "./context.ts";

const nameSchema = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(edgeLimits.maxNameLength));
const createSchema = v.strictObject({
  name: v.optional(nameSchema, "Untitled"),
  template: v.optional(v.pipe(v.string(), v.check(isTemplate)), "blank"),
});
const turnSchema = v.strictObject({ dial: dialSchema });
const renameSchema = v.strictObject({ name: nameSchema });

export function workspaceRoutes(services: Services): Hono {
  const { auth, workspaces, rooms } = services;
  return new Hono()
    .get("/api/workspaces", async (context) => {
      const user = await auth.userOf(context.req.raw.headers);
      return context.json({ workspaces: user ? (await workspaces.list(user.id)).map(toListed) : [] });
    })
    .post("/api/workspaces", async (context) => {
      const user = await auth.userOf(context.req.raw.headers);
      if (!user) return problem(context, "unauthenticated", "Sign in first.");
      const read = await readBody(context, createSchema);
      if ("answer" in read) return read.answer;
      const made = await workspaces.create(user.id, read.body.name, read.body.template);
      if (!made)
        return problem(
          context,
          "conflict",
          `You have ${edgeLimits.maxWorkspacesPerUser} workspaces already; delete one first.`,
        );
      await rooms.seed(made.id, seedUpdate(read.body.template, services.random), user.id);
      return context.json({ workspace: toListed({ ...made, access: "owner" }) }, 201);
    })
    .get("/api/workspaces/:workspace", async (context) => {
      const guarded = await guard(context, services, "read");
      if ("answer" in guarded) return guarded.answer;
      const found = await workspaces.find(guarded.workspace);
      return found ? context.json({ workspace: toListed({ ...found, access: guarded.access }) }) : notFound(context);
    })
    .patch("/api/workspaces/:workspace", async (context) => {
      const guarded = await guard(context, services, "rename");
      if ("answer" in guarded) return guarded.answer;
      const read = await readBody(context, renameSchema);
      if ("answer" in read) return read.answer;
      await workspaces.rename(guarded.workspace, read.body.name);
      const found = await workspaces.find(guarded.workspace);
      return found ? context.json({ workspace: toListed({ ...found, access: guarded.access }) }) : notFound(context);
    })
    .put("/api/workspaces/:workspace/dial", async (context) => {
      const guarded = await guard(context, services, "settings");
      if ("answer" in guarded) return guarded.answer;
      const read = await readBody(context, turnSchema);
      if ("answer" in read) return read.answer;
      const { workspace } = guarded;
      await workspaces.turnDial(workspace, read.body.dial);
      await rooms.setDial(workspace, read.body.dial);
      return context.json({ ok: true });
    })
    .delete("/api/workspaces/:workspace", async (context) => {
      const guarded = await guard(context, services, "delete");
      if ("answer" in guarded) return guarded.answer;
      await workspaces.delete(guarded.workspace);
      await rooms.remove(guarded.workspace);
      return context.json({ ok: true });
    });
}

function toListed({ id, name, updatedAt, access }: ListedWorkspace): {
  id: string;
  name: string;
  role: string;
  updatedAt: number;
} {
  return { id, name, role: wireRole(access) ?? "none", updatedAt };
}
