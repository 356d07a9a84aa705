/** Keeps the acknowledged document and the server's last known state in this browser's store. */
import * as Y from "yjs";
import { syncLimits } from "./limits.ts";
import type { Edit } from "./outbox.ts";
import type { StoreChange, StoredMeta, StoredWorkspace } from "./ports.ts";
import type { StoreWriter } from "./store-writer.ts";

export class Keeper {
  readonly #doc: Y.Doc;
  readonly #writer: StoreWriter;
  #known: StoredMeta["known"];
  #updateCount: number;

  constructor(doc: Y.Doc, writer: StoreWriter, stored: StoredWorkspace) {
    this.#doc = doc;
    this.#writer = writer;
    this.#known = stored.meta.known;
    this.#updateCount = stored.updates.length;
  }

  /** Epoch and highest log number seen of the server's store. */
  get known(): StoredMeta["known"] {
    return this.#known;
  }

  /** The server's store is `epoch`; how far it got is told by `advance`. */
  meet(epoch: string): void {
    this.#known = { epoch, head: this.#known?.head ?? 0 };
  }

  advance(head: number | undefined): void {
    if (this.#known && head !== undefined && head > this.#known.head) this.#known = { ...this.#known, head };
  }

  /** Writes `change` with what is known of the server; many updates become one now and then. */
  write(change: StoreChange): void {
    const known = this.#known && { known: this.#known };
    void this.#writer.write({ ...change, meta: { ...change.meta, ...known } });
    this.#updateCount += change.updates?.length ?? 0;
    if (this.#updateCount <= syncLimits.compactAfterUpdates) return;
    this.#updateCount = 0;
    void this.#writer.write({ compactTo: Y.encodeStateAsUpdate(this.#doc) });
  }

  /** Edits that the server holds leave the outbox for the stored document. */
  hold(edits: readonly Edit[]): void {
    if (edits.length === 0) return;
    const update = Y.mergeUpdates(edits.map((edit) => edit.update));
    this.write({ outboxRemove: edits.map((edit) => edit.key), updates: [update] });
  }
}
