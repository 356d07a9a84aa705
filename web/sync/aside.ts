/** The server's document kept apart from ours, while the two cannot simply merge. */
import * as Y from "yjs";
import { idFromBytes } from "../../shared/workspace/ids.ts";
import type { Welcome } from "./connection.ts";
import { asEdits, contentAsEdits, copyContentOf } from "./content-edits.ts";
import type { SyncPorts } from "./ports.ts";
import { addRecoveredCopies } from "./recovered-copies.ts";
import { newReplica } from "./replica.ts";
import type { Replacement } from "./session.ts";
import type { StoreWriter } from "./store-writer.ts";

/**
 * - `went-back`: the server lost what we know; the person chooses.
 * - `refused`: the server refused an edit for good; its document is taken.
 * - `denied`: the replica id that wrote our edits is not ours; their content is written again under the granted one.
 * - `overwritten`: our edits carry clocks that the server knows with other content (this browser lost its disk's last writes).
 */
export type AsideReason = "went-back" | "refused" | "denied" | "overwritten";

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
    if (why === "denied" || why === "overwritten") this.choice = "push";
  }

  /** Whether the server's document is here and it is clear what becomes of ours. */
  get ready(): boolean {
    return this.synced && (this.why === "refused" || this.choice !== undefined);
  }
}

interface Ours {
  ours: Y.Doc;
  /** Keys of the edits in the store's outbox that are settled by this. */
  gone: string[];
  /** New workspace for our content, when it is to live apart. */
  forkedTo: string | undefined;
}

/** Makes the store hold the server's document, with our content as new edits on top or in a workspace of its own. */
export async function replaceContent(
  aside: Aside,
  { ours, gone, forkedTo }: Ours,
  { ports, writer }: { ports: SyncPorts; writer: StoreWriter },
): Promise<void> {
  const { welcome } = aside;
  if (forkedTo !== undefined) {
    const apart = contentAsEdits(ours, new Y.Doc(), newReplica(ports.random));
    const store = await ports.openStore(forkedTo);
    const meta = { known: undefined, role: "owner" } as const;
    // The new server knows no replica yet: it grants what is asked for, or the content is written again under what it grants.
    await store.apply({ compactTo: apart.base, outboxAdd: apart.edits, meta, granted: apart.replica });
    store.close();
  }
  const keep = aside.choice === "push" && welcome?.role !== "viewer";
  const replica = welcome?.replica ?? newReplica(ports.random);
  const here = asEdits(aside.server, replica, () => keep && bringOver(aside, ours, ports));
  const meta = { known: welcome && { epoch: welcome.epoch, head: welcome.head }, role: welcome?.role };
  await writer.write({
    replace: true,
    compactTo: here.base,
    outboxRemove: gone,
    outboxAdd: here.edits,
    meta,
    granted: replica,
  });
}

/** Both documents in one, so that what others wrote meanwhile stays; where histories contradict each other, both files stay. */
function bringOver({ why, server }: Aside, ours: Y.Doc, { random }: SyncPorts): void {
  if (why === "overwritten") {
    addRecoveredCopies(ours, server, () => idFromBytes(random(16)));
    return;
  }
  copyContentOf([Y.encodeStateAsUpdate(ours)], server);
}

export function replacementOf(aside: Aside, forkedTo: string | undefined): Replacement {
  if (aside.why === "refused") return { reason: "edit-refused", message: aside.message };
  return forkedTo === undefined ? { reason: "rewritten" } : { reason: "kept-apart", forkedTo };
}
