/** The two sockets and the tickets for them. */
import { type Context, Hono } from "hono";
import * as v from "valibot";
import { can } from "../../shared/access/can.ts";
import { isId } from "../../shared/workspace/ids.ts";
import type { SessionUser } from "../auth/auth.ts";
import type { TicketSocket } from "../rooms/tickets.ts";
import { notFound, problem, readBody, type Services } from "./context.ts";

const ticketSchema = v.variant("socket", [
  v.strictObject({ socket: v.literal("sync"), workspace: v.pipe(v.string(), v.check(isId)) }),
  v.strictObject({ socket: v.literal("assistant") }),
]);

export function socketRoutes(services: Services): Hono {
  const { auth, workspaces, tickets, rooms, assistants } = services;
  return new Hono()
    .post("/api/tickets", async (context) => {
      const user = await auth.userOf(context.req.raw.headers);
      if (!user) return problem(context, "unauthenticated", "Sign in first.");
      const read = await readBody(context, ticketSchema);
      if ("answer" in read) return read.answer;
      const workspace = read.body.socket === "sync" ? read.body.workspace : "";
      if (workspace !== "" && !can(await workspaces.accessOf(workspace, user.id), "read")) return notFound(context);
      return context.json({ ticket: await tickets.issue(user.id, read.body.socket, workspace) }, 201);
    })
    .get("/api/models", async (context) => context.json({ models: await assistants.models() }))
    .get("/sync/:workspace", async (context) => {
      const workspace = context.req.param("workspace");
      const admitted = await admit(context, services, "sync", workspace);
      if ("answer" in admitted) return admitted.answer;
      const { user } = admitted;
      const access = isId(workspace) ? await workspaces.accessOf(workspace, user.id) : "anonymous";
      if (!can(access, "read")) return notFound(context);
      return rooms.upgrade(context, workspace, { user: { id: user.id, name: user.name, color: user.color }, access });
    })
    .get("/assistant", async (context) => {
      const admitted = await admit(context, services, "assistant", "");
      if ("answer" in admitted) return admitted.answer;
      return assistants.upgrade(context, admitted.user, services.addressOf(context));
    });
}

/** Rule PR5: the IDE's own page with its cookie, or a program with a ticket. Anything else is 403. */
async function admit(
  context: Context,
  { auth, config, tickets }: Services,
  socket: TicketSocket,
  workspace: string,
): Promise<{ user: SessionUser } | { answer: Response }> {
  if (context.req.header("Upgrade")?.toLowerCase() !== "websocket") {
    return { answer: problem(context, "bad-request", "This address is a WebSocket.") };
  }
  const origin = context.req.header("Origin");
  const ticket = /^Bearer ([0-9a-z]+)$/.exec(context.req.header("Authorization") ?? "")?.[1];
  if (origin === undefined && ticket !== undefined) {
    const userId = await tickets.redeem(ticket, socket, workspace);
    const user = userId === undefined ? undefined : await auth.userById(userId);
    return user ? { user } : { answer: refuse(context) };
  }
  if (origin !== config.ideOrigin) return { answer: refuse(context) };
  const user = await auth.userOf(context.req.raw.headers);
  return user ? { user } : { answer: refuse(context) };
}

function refuse(context: Context): Response {
  return problem(context, "forbidden", "This socket is for the signed-in IDE page.");
}
