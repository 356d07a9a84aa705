/** A person's own conversations with the assistant in a workspace: list, read, keep, rename, delete. */
import { type Context, Hono } from "hono";
import * as v from "valibot";
import { conversationSchema, titleSchema } from "../../shared/chat/conversation.ts";
import { chatLimits } from "../../shared/chat/limits.ts";
import { isId } from "../../shared/workspace/ids.ts";
import type { Keeper } from "../rooms/conversations.ts";
import { guard, notFound, problem, readBody, type Services } from "./context.ts";

const revisionSchema = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));
const putSchema = v.strictObject({ revision: revisionSchema, conversation: conversationSchema });
const renameSchema = v.strictObject({ title: titleSchema });

const list = "/api/workspaces/:workspace/conversations";
const one = `${list}/:conversation`;

export function conversationRoutes(services: Services): Hono {
  const { conversations } = services;
  return new Hono()
    .get(list, async (context) => {
      const kept = await keeperOf(context, services);
      if ("answer" in kept) return kept.answer;
      return context.json({ conversations: await conversations.list(kept.keeper) });
    })
    .get(one, async (context) => {
      const kept = await keeperOf(context, services);
      if ("answer" in kept) return kept.answer;
      const found = await conversations.find(kept.keeper, kept.id);
      return found ? context.json(found) : notFound(context);
    })
    .put(one, async (context) => {
      const kept = await keeperOf(context, services);
      if ("answer" in kept) return kept.answer;
      if (!isId(kept.id)) return problem(context, "bad-request", "A conversation is named by 26 characters.");
      const read = await readBody(context, putSchema, chatLimits.maxConversationBytes);
      if ("answer" in read) return read.answer;
      const put = await conversations.put(kept.keeper, kept.id, read.body);
      if (put === "changed-elsewhere") {
        return problem(context, "conflict", "The conversation was changed elsewhere, or is gone; read it again.");
      }
      if (put === "too-many") {
        const { maxConversations } = chatLimits;
        return problem(context, "storage-full", `You have ${maxConversations} conversations here; delete one first.`);
      }
      return context.json({ revision: read.body.revision + 1 });
    })
    .patch(one, async (context) => {
      const kept = await keeperOf(context, services);
      if ("answer" in kept) return kept.answer;
      const read = await readBody(context, renameSchema);
      if ("answer" in read) return read.answer;
      const renamed = await conversations.rename(kept.keeper, kept.id, read.body.title);
      return renamed ? context.json({ ok: true }) : notFound(context);
    })
    .delete(one, async (context) => {
      const kept = await keeperOf(context, services);
      if ("answer" in kept) return kept.answer;
      return (await conversations.delete(kept.keeper, kept.id)) ? context.json({ ok: true }) : notFound(context);
    });
}

/** Whose conversations are meant: always those of who asks. */
async function keeperOf(
  context: Context,
  services: Services,
): Promise<{ keeper: Keeper; id: string } | { answer: Response }> {
  const guarded = await guard(context, services, "chat");
  if ("answer" in guarded) return guarded;
  const { workspace, user } = guarded;
  return { keeper: { workspace, userId: user.id }, id: context.req.param("conversation") ?? "" };
}
