/** What the assistant may do in this project: the server says it, this browser remembers it for the time without a connection. */
import * as v from "valibot";
import { createStore, type StoreApi } from "zustand/vanilla";
import { type Dial, dialSchema, openDial } from "../../shared/access/dial.ts";
import { type KeptText, parseJson } from "./settings.ts";

export interface DialStore extends StoreApi<Dial> {
  /** Turns the dial for everybody in the project; shown at once, and taken back when the server does not take it. */
  turn(dial: Dial): Promise<void>;
}

export interface DialPorts {
  storage: KeptText;
  workspaceId: string;
  /** What the server said last; undefined before its first word. */
  told: Pick<StoreApi<Dial | undefined>, "getState" | "subscribe">;
  /** Whether the server took it. */
  send(dial: Dial): Promise<boolean>;
  /** The server did not take a turn. */
  onRefused(): void;
}

export function createDial({ storage, workspaceId, told, send, onRefused }: DialPorts): DialStore {
  const key = `glasshouse.dial.${workspaceId}`;
  const kept = v.safeParse(dialSchema, parseJson(storage.getItem(key)));
  let known = kept.success ? kept.output : openDial;
  let next: Dial | undefined;
  let turning = false;
  const store = createStore<Dial>()(() => known);
  const learn = (dial: Dial | undefined) => {
    if (!dial) return;
    known = dial;
    storage.setItem(key, JSON.stringify(dial));
    if (!turning) store.setState(dial, true);
  };
  learn(told.getState());
  told.subscribe(learn);
  return {
    ...store,
    async turn(dial) {
      store.setState(dial, true);
      next = dial;
      if (turning) return;
      turning = true;
      // One after another: what is written letter by letter arrives in its order, and letters between may be left out.
      for (let sent: Dial | undefined = dial; sent; sent = next) {
        next = undefined;
        if (await send(sent)) known = sent;
        else onRefused();
      }
      turning = false;
      learn(known);
    },
  };
}
