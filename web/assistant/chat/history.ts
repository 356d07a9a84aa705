/** The person's conversations at the server. */
import * as v from "valibot";
import {
  type Conversation,
  conversationSchema,
  type ListedConversation,
  listedSchema,
} from "../../../shared/chat/conversation.ts";
import type { Result } from "../../../shared/lib/result.ts";
import type { Api, ApiError } from "../../sync/api.ts";

export type HistoryResult<Value> = Promise<Result<Value, ApiError>>;

export interface History {
  list(): HistoryResult<readonly ListedConversation[]>;
  read(id: string): HistoryResult<{ conversation: Conversation; revision: number }>;
  /** Gives the revision that the next writing names; `revision` is 0 for a new conversation. */
  put(id: string, revision: number, conversation: Conversation): HistoryResult<{ revision: number }>;
  rename(id: string, title: string): HistoryResult<unknown>;
  remove(id: string): HistoryResult<unknown>;
}

const listSchema = v.object({ conversations: v.array(listedSchema) });
const readSchema = v.object({ conversation: conversationSchema, revision: v.number() });
const putSchema = v.object({ revision: v.number() });

export function createHistory(api: Api, workspaceId: string): History {
  const all = `/api/workspaces/${encodeURIComponent(workspaceId)}/conversations`;
  const one = (id: string) => `${all}/${encodeURIComponent(id)}`;
  return {
    async list() {
      const listed = await api.ask("GET", all, listSchema);
      return listed.ok ? { ok: true, value: listed.value.conversations } : listed;
    },
    read: (id) => api.ask("GET", one(id), readSchema),
    put: (id, revision, conversation) => api.ask("PUT", one(id), putSchema, { revision, conversation }),
    rename: (id, title) => api.ask("PATCH", one(id), v.unknown(), { title }),
    remove: (id) => api.ask("DELETE", one(id), v.unknown()),
  };
}
