/** The assistant's sockets in a Durable Object each user. */
import type { Assistants } from "../routes/context.ts";
import { problem } from "../routes/context.ts";

export function createWorkersAssistants(_ports: object): Assistants {
  return {
    models: () => [],
    upgrade: async (context) => problem(context, "not-built", "The assistant is not part of this server yet."),
  };
}
