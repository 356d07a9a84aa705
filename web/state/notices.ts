/** Short messages that float in a corner and leave by themselves. */
import { createStore, type StoreApi } from "zustand/vanilla";
import { stateLimits } from "./limits.ts";

export interface Notice {
  id: number;
  tone: "plain" | "ok" | "error";
  text: string;
  action?: { label: string; run(): void };
  /** Told when it is dismissed; a message with this stays until then. */
  onDismiss?(): void;
}

export interface NoticeStore extends StoreApi<readonly Notice[]> {
  /** Shows a message; the oldest gives way when there are too many. */
  show(notice: Omit<Notice, "id">): number;
  dismiss(id: number): void;
}

export function createNotices(): NoticeStore {
  const store = createStore<readonly Notice[]>()(() => []);
  let last = 0;
  return {
    ...store,
    show(notice) {
      last += 1;
      store.setState([...store.getState(), { ...notice, id: last }].slice(-stateLimits.notices), true);
      return last;
    },
    dismiss(id) {
      store
        .getState()
        .find((notice) => notice.id === id)
        ?.onDismiss?.();
      store.setState(
        store.getState().filter((notice) => notice.id !== id),
        true,
      );
    },
  };
}
