/** The tabs of one browser on one workspace: edits reach each other without the server, a closed tab's edits find a new owner. */
import * as v from "valibot";
import * as Y from "yjs";
import type { SyncClient } from "./client.ts";
import { storedOrigin } from "./origin.ts";
import type { Channel, OutboxEntry, WorkspaceStore } from "./ports.ts";
import type { ReplicaClaims } from "./replica.ts";

const messageSchema = v.variant("type", [
  v.object({ type: v.literal("edit"), replica: v.number(), update: v.instance(Uint8Array) }),
  v.object({ type: v.literal("closed") }),
]);

export interface TabsOptions {
  client: SyncClient;
  doc: Y.Doc;
  channel: Channel;
  store: WorkspaceStore;
  claims: ReplicaClaims;
}

export class Tabs {
  readonly #options: TabsOptions;
  readonly #adopted = new Set<string>();

  constructor(options: TabsOptions) {
    this.#options = options;
    options.channel.onMessage = (message) => this.#receive(message);
  }

  /** Tells the other tabs of an edit that is in the store. */
  announce(entry: OutboxEntry): void {
    this.#options.channel.post({ type: "edit", replica: entry.replica, update: entry.update });
  }

  /** Takes over the edits in the store whose tab is gone. */
  async adoptOrphans(): Promise<void> {
    const { client, claims, store, doc } = this.#options;
    const { outbox } = await store.load();
    const others = outbox.filter((entry) => entry.replica !== doc.clientID && !this.#adopted.has(entry.key));
    const orphans: OutboxEntry[] = [];
    for (const replica of new Set(others.map((entry) => entry.replica))) {
      if (await claims.claim(replica)) orphans.push(...others.filter((entry) => entry.replica === replica));
    }
    if (client.done) return;
    for (const { key, update } of orphans) {
      this.#adopted.add(key);
      Y.applyUpdate(doc, update, storedOrigin);
    }
    client.adopt(orphans);
  }

  close(): void {
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
    const { replica, update } = message.output;
    this.#options.client.trust(replica);
    // While connected the edit comes from the server, in its order, so that ours never build on one the server lacks.
    if (!this.#options.client.live) Y.applyUpdate(this.#options.doc, update, storedOrigin);
  }
}
