/** When to connect again, and when to stop trying. */
import { closeCodes } from "../../shared/protocol/close-codes.ts";
import { closeReaction } from "./close-reaction.ts";
import type { SyncPorts } from "./ports.ts";
import type { SyncReason } from "./session.ts";

export interface Fatal {
  reason: SyncReason;
  message: string;
}

/** A refused upgrade looks like a dead network to a page; plain HTTP tells the two apart. */
export async function whyRefused(ports: Pick<SyncPorts, "probe">, workspaceId: string): Promise<Fatal | undefined> {
  const reason = await ports.probe(workspaceId);
  if (reason === "unauthenticated") return { reason, message: "You are signed out." };
  if (reason === "not-found") return { reason, message: "There is no such workspace, or it is not yours." };
  return undefined;
}

export class Reconnect {
  readonly #ports: Pick<SyncPorts, "clock" | "random">;
  readonly #connect: () => void;
  /** Connections in a row that ended before they were in sync. */
  #failures = 0;
  #forbidden = 0;
  #cancel: () => void = () => undefined;

  constructor(ports: Pick<SyncPorts, "clock" | "random">, connect: () => void) {
    this.#ports = ports;
    this.#connect = connect;
  }

  /** A connection ended: the next try is set, or the reason why there is none is returned. */
  afterClose(code: number, reason: string, serverFull: boolean): Fatal | undefined {
    if (code === closeCodes.forbidden) this.#forbidden++;
    const chance = (this.#ports.random(1)[0] ?? 0) / 255;
    const failures = this.#failures++;
    const reaction = closeReaction({ code, reason, failures, forbidden: this.#forbidden, serverFull, chance });
    if (reaction.kind === "stop") return { reason: reaction.reason, message: reaction.message };
    this.#cancel = this.#ports.clock.after(reaction.delayMs, this.#connect);
    return undefined;
  }

  inSync(): void {
    this.#failures = 0;
  }

  accepted(): void {
    this.#forbidden = 0;
  }

  cancel(): void {
    this.#cancel();
  }
}
