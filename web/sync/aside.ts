/** The server's document kept apart from ours, while the two cannot simply merge. */
import * as Y from "yjs";
import type { Welcome } from "./connection.ts";
import { contentAsEdits } from "./content-edits.ts";
import type { StoredMeta, SyncPorts } from "./ports.ts";
import { newReplica } from "./replica.ts";
import type { Replacement } from "./session.ts";
import type { StoreWriter } from "./store-writer.ts";

/**
 * - `went-back`: the server lost what we know; the person chooses.
 * - `refused`: the server refused an edit for good; its document is taken.
 * - `denied`: the replica id that wrote our edits is not ours; their content is written again under the granted one.
 */
export type AsideReason = "went-back" | "refused" | "denied";

export class Aside {
  readonly why: AsideReason;
  readonly message: string;
  readonly server = new Y.Doc();
  choice: "push" | "fork" | undefined;
  welcome: Welcome | undefined;
  synced = false;

  constructor(why: AsideReason, message: string) {
    this.why = why;
    this.message = message;
    if (why === "denied") this.choice = "push";
  }

  /** Whether the server's document is here and it is clear what becomes of ours. */
  get ready(): boolean {
    return this.synced && (this.why === "refused" || this.choice !== undefined);
  }
}

interface Ours {
  ours: Y.Doc;
  replicas: readonly number[];
  /** Keys of the edits in the store's outbox that are settled by this. */
  gone: string[];
  /** New workspace for our content, when it is to live apart. */
  forkedTo: string | undefined;
}

/** Makes the store hold the server's document, with our content as new edits on top or in a workspace of its own. */
export async function replaceContent(
  aside: Aside,
  { ours, replicas, gone, forkedTo }: Ours,
  { ports, writer }: { ports: SyncPorts; writer: StoreWriter },
): Promise<void> {
  const { welcome } = aside;
  if (forkedTo !== undefined) {
    const apart = contentAsEdits(ours, new Y.Doc(), newReplica(ports.random));
    const store = await ports.openStore(forkedTo);
    const meta: StoredMeta = { replicas: [apart.replica], known: undefined, role: "owner" };
    await store.apply({ compactTo: apart.base, outboxAdd: apart.edits, meta });
    store.close();
  }
  const keep = aside.choice === "push" && welcome?.role !== "viewer";
  const replica = welcome?.replica ?? newReplica(ports.random);
  const here = contentAsEdits(keep ? ours : new Y.Doc(), aside.server, replica);
  const meta = {
    replicas: [replica, ...replicas.filter((id) => id !== replica)],
    known: welcome && { epoch: welcome.epoch, head: welcome.head },
    role: welcome?.role,
  };
  await writer.write({ replace: true, compactTo: here.base, outboxRemove: gone, outboxAdd: here.edits, meta });
}

export function replacementOf(aside: Aside, forkedTo: string | undefined): Replacement {
  if (aside.why === "refused") return { reason: "edit-refused", message: aside.message };
  return forkedTo === undefined ? { reason: "rewritten" } : { reason: "kept-apart", forkedTo };
}
