/** Which Yjs client id a tab writes with. A Web Lock names its owner, so that no two tabs ever write with one id. */
import type { Locks, SyncPorts } from "./ports.ts";

/** The ids this tab holds; they are free for others after `release`. */
export class ReplicaClaims {
  readonly #workspaceId: string;
  readonly #locks: Locks;
  readonly #held = new Set<number>();
  #release: () => void = () => undefined;
  readonly #released = new Promise<void>((resolve) => {
    this.#release = resolve;
  });

  constructor(workspaceId: string, locks: Locks) {
    this.#workspaceId = workspaceId;
    this.#locks = locks;
  }

  /** Whether this tab holds `replica` now. */
  async claim(replica: number): Promise<boolean> {
    if (this.#held.has(replica)) return true;
    const free = await this.#locks.tryHold(`glasshouse:${this.#workspaceId}:replica:${replica}`, this.#released);
    if (free) this.#held.add(replica);
    return free;
  }

  /** The first of `candidates` that no other tab holds, else a new one. */
  async claimOneOf(candidates: readonly number[], random: SyncPorts["random"]): Promise<number> {
    for (const replica of candidates) if (await this.claim(replica)) return replica;
    for (;;) {
      const replica = newReplica(random);
      if (await this.claim(replica)) return replica;
    }
  }

  release(): void {
    this.#release();
  }
}

/** A random id to ask the server for. */
export function newReplica(random: SyncPorts["random"]): number {
  const bytes = random(4);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Math.max(1, view.getUint32(0));
}
