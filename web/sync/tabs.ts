/**
 * The tabs of one browser on one workspace: edits reach each other without the server, a closed tab's edits find a new owner.
 * A message only wakes: the store is what is read, for it holds everything an edit builds on.
 */
import * as v from "valibot";
import * as Y from "yjs";
import type { SyncClient } from "./client.ts";
import { syncLimits } from "./limits.ts";
import { storedOrigin } from "./origin.ts";
import type { Channel, Clock, OutboxEntry, StoredWorkspace, WorkspaceStore } from "./ports.ts";
import type { ReplicaClaims } from "./replica.ts";

const messageSchema = v.variant("type", [
  v.object({ type: v.literal("edit"), replica: v.number() }),
  v.object({ type: v.literal("closed") }),
]);

export interface TabsOptions {
  client: SyncClient;
  doc: Y.Doc;
  channel: Channel;
  clock: Clock;
  store: WorkspaceStore;
  claims: ReplicaClaims;
}

export class Tabs {
  readonly #options: TabsOptions;
  readonly #adopted = new Set<string>();
  #cancelRead: (() => void) | undefined;

  constructor(options: TabsOptions) {
    this.#options = options;
    options.channel.onMessage = (message) => this.#receive(message);
  }

  /** Tells the other tabs of an edit that is in the store. */
  announce(entry: OutboxEntry): void {
    this.#options.channel.post({ type: "edit", replica: entry.replica });
  }

  /** Takes over the edits in the store whose tab is gone. */
  async adoptOrphans(): Promise<void> {
    const { client, claims, doc } = this.#options;
    const stored = await this.#load();
    if (!stored) return;
    const others = stored.outbox.filter((entry) => entry.replica !== doc.clientID && !this.#adopted.has(entry.key));
    const orphans: OutboxEntry[] = [];
    for (const replica of new Set(others.map((entry) => entry.replica))) {
      if (await claims.claim(replica)) orphans.push(...others.filter((entry) => entry.replica === replica));
    }
    if (client.done) return;
    applyStored(doc, stored);
    for (const { key } of orphans) this.#adopted.add(key);
    const { replicas } = stored.meta;
    client.adopt(orphans.filter(({ replica }) => replicas.includes(replica)));
    const nameless = orphans.filter(({ replica }) => !replicas.includes(replica));
    if (nameless.length > 0) client.rewrite(nameless);
  }

  close(): void {
    this.#cancelRead?.();
    this.#options.channel.post({ type: "closed" });
    this.#options.channel.close();
  }

  #receive(data: unknown): void {
    const message = v.safeParse(messageSchema, data);
    if (!message.success || this.#options.client.done) return;
    if (message.output.type === "closed") {
      void this.adoptOrphans();
      return;
    }
    this.#options.client.trust(message.output.replica);
    // While connected the edit comes from the server, in its order, so that ours never build on one the server lacks.
    if (!this.#options.client.live) this.#readSoon();
  }

  #readSoon(): void {
    this.#cancelRead ??= this.#options.clock.after(syncLimits.tabDelayMs, () => {
      this.#cancelRead = undefined;
      void this.#read();
    });
  }

  async #read(): Promise<void> {
    const { client, doc } = this.#options;
    const stored = await this.#load();
    if (stored && !client.done) applyStored(doc, stored);
  }

  async #load(): Promise<StoredWorkspace | undefined> {
    try {
      return await this.#options.store.load();
    } catch {
      // The disk is gone for now: other tabs' edits reach this one through the server, and orphans wait in the store.
      return undefined;
    }
  }
}

/**
 * Everything in one transaction: an edit is never applied without what it builds on. Edits under an id that the server has
 * not granted yet (a tab opened offline) stay out of other tabs' documents: the server would refuse them from us.
 */
export function applyStored(doc: Y.Doc, { updates, outbox, meta }: StoredWorkspace, own = doc.clientID): void {
  const known = outbox.filter(({ replica }) => replica === own || meta.replicas.includes(replica));
  doc.transact(() => {
    for (const update of [...updates, ...known.map((entry) => entry.update)]) Y.applyUpdate(doc, update, storedOrigin);
  }, storedOrigin);
}
