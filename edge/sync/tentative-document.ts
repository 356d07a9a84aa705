/**
 * The room's document twice: `committed` is what the store holds and what peers see, the scratch copy has the updates on
 * their way to the store as well. An update is tried on the scratch copy first (rule SY7).
 */
import * as Y from "yjs";
import { workspaceLimits } from "../../shared/protocol/limits.ts";
import { findShapeFault } from "./document-shape.ts";
import { findForeignContent } from "./update-content.ts";

export type Verdict =
  | { kind: "accepted" }
  | { kind: "foreign"; replica: number }
  | { kind: "rejected"; code: "invalid-update" | "too-large" | "limit-files"; message: string };

export class TentativeDocument {
  readonly committed = newDocument();
  private scratch = newDocument();
  private inFlight: Uint8Array[] = [];
  /** Bytes of the snapshot and the updates since: an upper bound of the document's size. */
  private bytes = 0;

  constructor(stored: readonly Uint8Array[]) {
    for (const update of stored) {
      Y.applyUpdate(this.committed, update);
      Y.applyUpdate(this.scratch, update);
      this.bytes += update.length;
    }
  }

  /** Tries an update; when accepted it waits in the scratch copy for `commit`. */
  offer(update: Uint8Array, owns: (replica: number) => boolean): Verdict {
    if (this.bytes + update.length > workspaceLimits.maxWorkspaceBytes) {
      return { kind: "rejected", code: "too-large", message: "The workspace is full: it holds at most 200 MB." };
    }
    const content = findForeignContent(this.scratch, update, owns);
    if (content?.kind === "foreign") return content;
    if (content) return invalid(content.message);
    const fault = this.tryOnScratch(update);
    if (fault) {
      this.rebuildScratch();
      return fault;
    }
    this.inFlight.push(update);
    this.bytes += update.length;
    return { kind: "accepted" };
  }

  /** Moves the oldest offered update into the committed document. */
  commit(): void {
    const update = this.inFlight.shift();
    if (update) Y.applyUpdate(this.committed, update);
  }

  /** Forgets every offered update that is not committed: the store could not take them. */
  abandon(): void {
    this.inFlight = [];
    this.rebuildScratch();
  }

  /** Whether `replica` has structs here, so that its id cannot be issued again. */
  holds(replica: number): boolean {
    return Y.getState(this.scratch.store, replica) > 0;
  }

  /** The committed document in one update. */
  encode(): Uint8Array {
    const snapshot = Y.encodeStateAsUpdate(this.committed);
    this.bytes = snapshot.length + this.inFlight.reduce((sum, update) => sum + update.length, 0);
    return snapshot;
  }

  dispose(): void {
    this.committed.destroy();
    this.scratch.destroy();
  }

  private tryOnScratch(update: Uint8Array): Verdict | undefined {
    let fault: Verdict | undefined;
    const check = (transaction: Y.Transaction): void => {
      const found = findShapeFault(this.scratch, transaction);
      if (found) fault = { kind: "rejected", ...found };
    };
    this.scratch.on("afterTransaction", check);
    try {
      Y.applyUpdate(this.scratch, update);
    } catch {
      return invalid("The update could not be read.");
    } finally {
      this.scratch.off("afterTransaction", check);
    }
    const { pendingStructs, pendingDs } = this.scratch.store;
    if (pendingStructs || pendingDs) return invalid("The update builds on changes that the server does not have.");
    return fault;
  }

  private rebuildScratch(): void {
    this.scratch.destroy();
    this.scratch = newDocument();
    Y.applyUpdate(this.scratch, Y.encodeStateAsUpdate(this.committed));
    for (const update of this.inFlight) Y.applyUpdate(this.scratch, update);
  }
}

function newDocument(): Y.Doc {
  const doc = new Y.Doc();
  doc.getMap("files");
  return doc;
}

function invalid(message: string): Verdict {
  return { kind: "rejected", code: "invalid-update", message };
}
