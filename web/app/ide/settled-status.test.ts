import { expect, it, vi } from "vitest";
import { createStore } from "zustand/vanilla";
import type { SyncState, SyncStatus } from "../../sync/session.ts";
import { onSettledStatus } from "./settled-status.ts";

const statusOf = (state: SyncState): SyncStatus => ({
  state,
  pending: state === "saving" ? 1 : 0,
  role: "owner",
  reason: undefined,
  message: "",
});

it("tells at once what is not saved, and that all is saved when nobody has typed on for a while", () => {
  vi.useFakeTimers();
  try {
    const store = createStore<SyncStatus>(() => statusOf("saved"));
    const heard: SyncState[] = [];
    const stop = onSettledStatus(store, ({ state }) => heard.push(state));
    for (const state of ["saving", "saved", "saving", "saved"] as const) {
      store.setState(statusOf(state), true);
      vi.advanceTimersByTime(100);
    }
    expect(heard).toEqual(["saving", "saving"]);
    vi.advanceTimersByTime(400);
    expect(heard).toEqual(["saving", "saving", "saved"]);
    store.setState(statusOf("offline"), true);
    expect(heard.at(-1)).toBe("offline");
    store.setState(statusOf("saved"), true);
    stop();
    vi.advanceTimersByTime(1_000);
    expect(heard.at(-1)).toBe("offline");
  } finally {
    vi.useRealTimers();
  }
});
