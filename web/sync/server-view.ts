/** What the server is known to hold on the present connection. */
import * as Y from "yjs";

export class ServerView {
  #clocks = new Map<number, number>();
  #complete = false;

  /** Its state vector has come; what it sends counts from the first frame on. */
  get complete(): boolean {
    return this.#complete;
  }

  get clocks(): ReadonlyMap<number, number> {
    return this.#clocks;
  }

  reset(): void {
    this.#clocks = new Map();
    this.#complete = false;
  }

  stateArrived(clocks: Map<number, number>): void {
    this.holds(clocks);
    this.#complete = true;
  }

  holds(clocks: Map<number, number>): void {
    for (const [id, clock] of clocks) this.#clocks.set(id, Math.max(clock, this.#clocks.get(id) ?? 0));
  }

  /** Whether `doc` has edits of replicas other than `own` that the server lacks. */
  lacksOthers(doc: Y.Doc, own: ReadonlySet<number>): boolean {
    return [...clocksOf(doc)].some(([id, end]) => end > (this.#clocks.get(id) ?? 0) && !own.has(id));
  }

  /** What `doc` holds beyond the server, without updates that wait in it for others: the server would refuse those. */
  missingFrom(doc: Y.Doc): Uint8Array {
    const { store } = doc;
    const { pendingStructs, pendingDs } = store;
    store.pendingStructs = null;
    store.pendingDs = null;
    try {
      return Y.encodeStateAsUpdate(doc, Y.encodeStateVector(new Map(this.#clocks)));
    } finally {
      store.pendingStructs = pendingStructs;
      store.pendingDs = pendingDs;
    }
  }
}

export function clocksOf(doc: Y.Doc): Map<number, number> {
  return Y.decodeStateVector(Y.encodeStateVector(doc));
}
