/** Writes conversations to the server one after another; of several changes that wait the last is written. */
import type { Conversation } from "../../../shared/chat/conversation.ts";
import type { ApiError } from "../../sync/api.ts";
import type { History } from "./history.ts";

/** Where a conversation is kept; a new one has revision 0. */
export interface Slot {
  id: string;
  revision: number;
}

export type Kept = { state: "kept" } | { state: "keeping" } | { state: "failed"; why: ApiError };

export interface Keeper {
  /** Keeps it as it is now; `slot` learns its revision, and another id when it was changed elsewhere meanwhile. */
  keep(slot: Slot, conversation: Conversation): void;
}

export function createKeeper(
  history: Pick<History, "put">,
  newId: () => string,
  onKept: (slot: Slot, kept: Kept) => void,
): Keeper {
  const wanted = new Map<Slot, Conversation>();
  let working = false;

  const write = async (slot: Slot, conversation: Conversation): Promise<Kept> => {
    const put = await history.put(slot.id, slot.revision, conversation);
    if (put.ok) {
      slot.revision = put.value.revision;
      return { state: "kept" };
    }
    if (put.code !== "conflict") return { state: "failed", why: put.code };
    // Another page has gone on with it: neither loses anything when this one goes on as a copy.
    slot.id = newId();
    slot.revision = 0;
    return write(slot, conversation);
  };

  const work = async () => {
    if (working) return;
    working = true;
    for (const [slot, conversation] of wanted) {
      wanted.delete(slot);
      const kept = await write(slot, conversation);
      onKept(slot, wanted.has(slot) ? { state: "keeping" } : kept);
    }
    working = false;
  };

  return {
    keep(slot, conversation) {
      wanted.set(slot, conversation);
      onKept(slot, { state: "keeping" });
      void work();
    },
  };
}
