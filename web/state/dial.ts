/** What the assistant may do in this project: chosen in this browser, honoured before anything is asked. */
import * as v from "valibot";
import { createStore, type StoreApi } from "zustand/vanilla";
import { type Dial, dialSchema, openDial } from "../../shared/access/dial.ts";
import { type KeptText, parseJson } from "./settings.ts";

export interface DialStore extends StoreApi<Dial> {
  /** Turns the dial and keeps it. */
  set(dial: Dial): void;
}

export function createDial(storage: KeptText, workspaceId: string): DialStore {
  const key = `glasshouse.dial.${workspaceId}`;
  const parsed = v.safeParse(dialSchema, parseJson(storage.getItem(key)));
  const store = createStore<Dial>()(() => (parsed.success ? parsed.output : openDial));
  return {
    ...store,
    set(dial) {
      store.setState(dial, true);
      storage.setItem(key, JSON.stringify(dial));
    },
  };
}
