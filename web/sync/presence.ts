/** Who is here: this tab's awareness state to the server, everybody's back. */
import {
  type Awareness,
  applyAwarenessUpdate,
  encodeAwarenessUpdate,
  removeAwarenessStates,
} from "y-protocols/awareness";
import type { WireUser } from "../../shared/protocol/control.ts";
import { syncLimits } from "./limits.ts";
import { remoteOrigin } from "./origin.ts";
import type { Clock } from "./ports.ts";

interface AwarenessChange {
  added: number[];
  updated: number[];
  removed: number[];
}

export class Presence {
  readonly #awareness: Awareness;
  readonly #clock: Clock;
  #send: ((payload: Uint8Array) => void) | undefined;
  #cancelSend: (() => void) | undefined;

  constructor(awareness: Awareness, clock: Clock) {
    this.#awareness = awareness;
    this.#clock = clock;
    awareness.on("update", this.#onUpdate);
  }

  /** From now on states go out through `send`, the present one at once. */
  connected(user: WireUser, send: (payload: Uint8Array) => void): void {
    this.#send = send;
    this.#awareness.setLocalStateField("user", { id: user.id, name: user.name, color: user.color });
    this.#flush();
  }

  /** Nobody else can be seen without a connection. */
  disconnected(): void {
    this.#send = undefined;
    this.#stopTimer();
    const others = [...this.#awareness.getStates().keys()].filter((id) => id !== this.#awareness.clientID);
    removeAwarenessStates(this.#awareness, others, remoteOrigin);
  }

  receive(payload: Uint8Array): void {
    applyAwarenessUpdate(this.#awareness, payload, remoteOrigin);
  }

  /** The tab writes with another replica id from now on. */
  rename(replica: number): void {
    const state = this.#awareness.getLocalState();
    this.#awareness.setLocalState(null);
    this.#awareness.clientID = replica;
    this.#awareness.setLocalState(state);
  }

  dispose(): void {
    this.#stopTimer();
    this.#awareness.off("update", this.#onUpdate);
    this.#awareness.destroy();
  }

  readonly #onUpdate = ({ added, updated, removed }: AwarenessChange, origin: unknown): void => {
    if (origin === remoteOrigin || !this.#send) return;
    if (![...added, ...updated, ...removed].includes(this.#awareness.clientID)) return;
    // A cursor moves with every key: the last place of some 40 ms is enough.
    this.#cancelSend ??= this.#clock.after(syncLimits.awarenessDelayMs, () => this.#flush());
  };

  #flush(): void {
    this.#stopTimer();
    this.#send?.(encodeAwarenessUpdate(this.#awareness, [this.#awareness.clientID]));
  }

  #stopTimer(): void {
    this.#cancelSend?.();
    this.#cancelSend = undefined;
  }
}
