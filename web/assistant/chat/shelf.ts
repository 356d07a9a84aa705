/** Which conversation is open, and the others of the person: read, kept, renamed, deleted. */
import type { StoreApi } from "zustand/vanilla";
import type { Conversation } from "../../../shared/chat/conversation.ts";
import type { ChatPorts, ChatState } from "./chat-state.ts";
import { createKeeper, type Slot } from "./keep.ts";

export const blank: Conversation = { title: "…", turns: [] };

export interface Shelf {
  /** Shows the conversation as it is now, and keeps it. */
  keep(conversation: Conversation): void;
  /** Begins another conversation; the one before is kept. */
  startNew(): void;
  open(id: string): Promise<void>;
  /** Tries again to read the conversation that was open. */
  openAgain(): void;
  rename(id: string, title: string): Promise<void>;
  remove(id: string): Promise<void>;
  refreshList(): Promise<void>;
  /** Writes again what could not be kept. */
  keepAgain(): void;
}

/** `onLeave` is told before another conversation takes the place of the open one. */
export function createShelf(
  { history, memory, newId }: Pick<ChatPorts, "history" | "memory" | "newId">,
  store: StoreApi<ChatState>,
  onLeave: () => void,
): Shelf {
  const { getState: now, setState: set } = store;
  let slot: Slot = { id: newId(), revision: 0 };
  const refreshList = async () => {
    const listed = await history.list();
    set({ listed: listed.ok ? listed.value : listed.code });
  };
  const keeper = createKeeper(history, newId, (written, kept) => {
    if (written !== slot) return;
    memory.set(slot.id);
    set({ kept });
    if (kept.state === "kept") void refreshList();
  });
  const turnTo = (next: Slot, conversation: Conversation) => {
    slot = next;
    memory.set(next.id);
    set({ conversation, opening: "done", kept: { state: "kept" } });
  };
  const open = async (id: string) => {
    onLeave();
    set({ opening: "reading", conversation: blank });
    const wanted = { id, revision: 0 };
    slot = wanted;
    const read = await history.read(id);
    // Another one was opened meanwhile.
    if (slot !== wanted) return;
    if (read.ok) turnTo({ id, revision: read.value.revision }, read.value.conversation);
    else if (read.code === "not-found") turnTo({ id: newId(), revision: 0 }, blank);
    else set({ opening: read.code });
  };
  const startNew = () => {
    onLeave();
    turnTo({ id: newId(), revision: 0 }, blank);
  };
  return {
    open,
    startNew,
    refreshList,
    keep(conversation) {
      set({ conversation });
      keeper.keep(slot, conversation);
    },
    openAgain: () => void open(slot.id),
    async rename(id, title) {
      if (id === slot.id) set({ conversation: { ...now().conversation, title } });
      await history.rename(id, title);
      await refreshList();
    },
    async remove(id) {
      await history.remove(id);
      if (id === slot.id) startNew();
      await refreshList();
    },
    keepAgain: () => keeper.keep(slot, now().conversation),
  };
}
