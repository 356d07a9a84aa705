/**
 * The sync client of one tab: every local edit goes to this browser's store, then to the server, until it is acknowledged.
 *
 *   edit → fresh ─ stored → outbox ─ sent → in flight ─ ack → held by the server
 *                              ▲                │
 *                              └─ connection lost
 */
import type { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import { createStore, type StoreApi } from "zustand/vanilla";
import type { Dial } from "../../shared/access/dial.ts";
import { assertNever } from "../../shared/lib/assert-never.ts";
import type { rejectCodes, ServerControl } from "../../shared/protocol/control.ts";
import { Aside, type AsideReason, replaceContent, replacementOf } from "./aside.ts";
import { Connection, localClose, type Welcome } from "./connection.ts";
import { copyContentOf, editCount, editKey } from "./content-edits.ts";
import { Keeper } from "./keeper.ts";
import { syncLimits } from "./limits.ts";
import { originOf, remoteOrigin, storedOrigin } from "./origin.ts";
import type { Edit } from "./outbox.ts";
import type { OutboxEntry, StoredWorkspace, SyncPorts } from "./ports.ts";
import { Presence } from "./presence.ts";
import { Reconnect, whyRefused } from "./reconnect.ts";
import type { ReplicaClaims } from "./replica.ts";
import { Sender } from "./sender.ts";
import { clocksOf, ServerView } from "./server-view.ts";
import type { Replacement, SyncStatus } from "./session.ts";
import { StatusBoard } from "./status-board.ts";
import type { StoreWriter } from "./store-writer.ts";

export interface ClientOptions {
  workspaceId: string;
  ports: SyncPorts;
  /** Holds what the store held; its client id is claimed by this tab. */
  doc: Y.Doc;
  awareness: Awareness;
  stored: StoredWorkspace;
  writer: StoreWriter;
  claims: ReplicaClaims;
  /** Told of each edit that has reached this browser's store. */
  onStored(edit: OutboxEntry): void;
}

export class SyncClient {
  readonly #board = new StatusBoard(() => this.#pending);
  readonly status: StoreApi<SyncStatus> = this.#board.shown;
  /** What the assistant may do here, since the server has told. */
  readonly dial: StoreApi<Dial | undefined> = createStore(() => undefined);
  /** Resolves when the document was replaced in the store; this client is then done. */
  readonly replaced: Promise<Replacement>;
  readonly #options: ClientOptions;
  readonly #ports: SyncPorts;
  readonly #doc: Y.Doc;
  readonly #sender: Sender;
  readonly #presence: Presence;
  readonly #ownReplicas: Set<number>;
  /** Clock of our replica in what the store gave back. */
  readonly #storedClock: number;
  /** Made here, not yet in this browser's store. */
  readonly #fresh = new Set<Edit>();
  #editCount: number;
  #connection: Connection | undefined;
  readonly #server = new ServerView();
  readonly #keeper: Keeper;
  #aside: Aside | undefined;
  #metServer = false;
  readonly #reconnect: Reconnect;
  /** Refused updates since the last acknowledged one. */
  #refusals = 0;
  #cancelOffline: (() => void) | undefined;
  #resolveReplaced: (replacement: Replacement) => void = () => undefined;
  /** Nothing is to be sent or taken in any more. */
  #done = false;
  #disposed = false;

  constructor(options: ClientOptions) {
    const { stored, doc, ports } = options;
    this.#options = options;
    this.#ports = ports;
    this.#doc = doc;
    this.#sender = new Sender(ports.clock);
    this.#reconnect = new Reconnect(ports, () => this.connect());
    this.#presence = new Presence(options.awareness, ports.clock);
    this.replaced = new Promise((resolve) => {
      this.#resolveReplaced = resolve;
    });
    this.#ownReplicas = new Set([
      doc.clientID,
      ...stored.meta.replicas,
      ...stored.outbox.map((entry) => entry.replica),
    ]);
    this.#storedClock = Y.getState(doc.store, doc.clientID);
    this.#keeper = new Keeper(doc, options.writer, stored);
    this.#editCount = 1 + Math.max(0, ...stored.outbox.map((entry) => editCount(entry.key)));
    doc.on("update", this.#onUpdate);
    this.#board.note({ role: stored.meta.role });
  }

  get live(): boolean {
    return this.#board.facts.link === "live";
  }

  get done(): boolean {
    return this.#done;
  }

  /** Takes over edits that a closed tab left in the store and that are in the document already. */
  adopt(entries: readonly OutboxEntry[]): void {
    if (entries.length === 0) return;
    for (const entry of entries) this.#ownReplicas.add(entry.replica);
    const wasOpen = this.#sender.open;
    this.#sender.stop();
    this.#sender.outbox.add(entries);
    this.#board.note();
    if (wasOpen) this.#connection?.end(localClose.resync, "edits of another tab join in");
  }

  /** Writes edits of a closed tab again as ours: the server never granted the id that they carry. */
  rewrite(entries: readonly OutboxEntry[]): void {
    copyContentOf(
      entries.map(({ update }) => update),
      this.#doc,
    );
    this.#keeper.write({ outboxRemove: entries.map(({ key }) => key) });
  }

  /** Edits of another tab of this browser may be in the document from now on. */
  trust(replica: number): void {
    this.#ownReplicas.add(replica);
  }

  /** Connects, or does so now instead of after the back-off. */
  connect(): void {
    if (this.#done || this.#connection) return;
    this.#reconnect.cancel();
    this.#expectOffline();
    this.#board.note({ fatal: undefined });
    const socket = this.#ports.connect(this.#options.workspaceId);
    const hello = {
      ...(this.#aside?.why !== "refused" && { replica: this.#doc.clientID }),
      ...(this.#keeper.known && { known: this.#keeper.known }),
    };
    this.#connection = new Connection(socket, this.#ports.clock, hello, {
      welcome: (welcome) => this.#onWelcome(welcome),
      serverState: (stateVector) => this.#onServerState(stateVector),
      update: (payload, head) => this.#onRemoteUpdate(payload, head),
      awareness: (payload) => this.#presence.receive(payload),
      control: (frame) => this.#onControl(frame),
      closed: (code, reason, opened) => this.#onClosed(code, reason, opened),
    });
  }

  /** Says what becomes of this tab's document after the server went back. */
  choose(choice: "push" | "fork"): void {
    if (this.#aside?.why !== "went-back") return;
    this.#aside.choice = choice;
    void this.#leaveAside();
    this.connect();
  }

  setStoreFailing(failing: boolean): void {
    this.#board.note({ storeFailing: failing });
  }

  /** Ends the connection and every timer. */
  dispose(): void {
    this.#done = true;
    if (this.#disposed) return;
    this.#disposed = true;
    this.#connection?.end(localClose.disposed, "the workspace was closed here");
    this.#reconnect.cancel();
    this.#cancelOffline?.();
    this.#sender.stop();
    this.#doc.off("update", this.#onUpdate);
    this.#presence.dispose();
  }

  readonly #onUpdate = (update: Uint8Array, transactionOrigin: unknown): void => {
    if (transactionOrigin === storedOrigin || transactionOrigin === remoteOrigin) return;
    const replica = this.#doc.clientID;
    const key = editKey(replica, this.#editCount++);
    const entry: OutboxEntry = { key, replica, origin: originOf(this.#doc, transactionOrigin), update };
    this.#fresh.add(entry);
    this.#board.note();
    void this.#options.writer.write({ outboxAdd: [entry] }).then(() => {
      this.#fresh.delete(entry);
      this.#sender.outbox.add([entry]);
      this.#options.onStored(entry);
      this.#sender.pump();
    });
  };

  #onWelcome(welcome: Welcome): void {
    const { known } = this.#keeper;
    if (known && (known.epoch !== welcome.epoch || known.head > welcome.head)) {
      this.#setAside("went-back", "The server's store is another or older than the one this browser knows.");
    }
    if (welcome.replica !== this.#doc.clientID) this.#takeReplica(welcome.replica);
    this.#board.note({ role: welcome.role });
    this.dial.setState(welcome.dial, true);
    if (this.#aside) {
      this.#aside.welcome = welcome;
      this.#connection?.sendStateVector(Y.encodeStateVector(this.#aside.server));
      return;
    }
    this.#keeper.meet(welcome.epoch);
    this.#keeper.write({ meta: { role: welcome.role }, granted: welcome.replica });
    this.#sender.outbox.resume(welcome.lastSeq);
    this.#connection?.sendStateVector(Y.encodeStateVector(this.#doc));
    this.#presence.connected(welcome.user, (payload) => this.#connection?.sendAwareness(payload));
  }

  /** The server granted another id than the one asked for. */
  #takeReplica(replica: number): void {
    if (this.#aside) return;
    if (this.#pending > 0) {
      // Edits under the id asked for would be refused as somebody else's.
      this.#setAside("denied", "The server knows this browser's edits under another name.");
      return;
    }
    this.#doc.clientID = replica;
    this.#presence.rename(replica);
    this.#ownReplicas.add(replica);
    void this.#options.claims.claim(replica);
  }

  #onServerState(payload: Uint8Array): void {
    if (this.#aside) return;
    if (this.#wroteOver(Y.decodeStateVector(payload))) {
      this.#startAside("overwritten", "This browser's store had lost edits that the server holds.");
      return;
    }
    this.#server.stateArrived(Y.decodeStateVector(payload));
    if (this.live) this.#startSending();
  }

  /** The server's document is in ours and its state is known: send what it lacks. */
  #startSending(): void {
    const connection = this.#connection;
    const { clocks, complete } = this.#server;
    if (!connection || !complete || this.#sender.open || this.#board.facts.role === "viewer") return;
    const { outbox } = this.#sender;
    this.#hold(outbox.takeHeld(clocks));
    if (this.#refusals === 0 && outbox.bridges(clocks, clocksOf(this.#doc), [...this.#fresh])) {
      this.#sender.start(connection);
    } else if (this.#server.lacksOthers(this.#doc, this.#ownReplicas)) {
      this.#startAside("went-back", "The server lacks other people's edits that this browser has.");
    } else {
      this.#sender.start(connection, this.#server.missingFrom(this.#doc));
    }
  }

  /** Whether edits of this session carry clocks that the server has already seen with other content. */
  #wroteOver(server: Map<number, number>): boolean {
    if (this.#metServer) return false;
    this.#metServer = true;
    const replica = this.#doc.clientID;
    const held = server.get(replica) ?? 0;
    return held > this.#storedClock && Y.getState(this.#doc.store, replica) > this.#storedClock;
  }

  #onRemoteUpdate(payload: Uint8Array, head: number | undefined): void {
    const replica = this.#doc.clientID;
    Y.applyUpdate(this.#aside?.server ?? this.#doc, payload, remoteOrigin);
    // Yjs gives up an id under which updates arrive. Here they are our own, from before this browser's store lost them.
    this.#doc.clientID = replica;
    if (this.#aside) return;
    if (!this.#sender.open) this.#server.holds(Y.parseUpdateMeta(payload).to);
    this.#keeper.advance(head);
    this.#keeper.write({ updates: [payload.slice()] });
  }

  #onControl(frame: Exclude<ServerControl, { type: "welcome" | "pong" }>): void {
    switch (frame.type) {
      case "synced":
        this.#onSynced(frame.head);
        return;
      case "ack":
        this.#refusals = 0;
        this.#reconnect.accepted();
        this.#keeper.advance(frame.head);
        this.#hold(this.#sender.confirm(frame.upTo));
        this.#board.note({ serverFull: false });
        return;
      case "reject":
        this.#onReject(frame.code, frame.message);
        return;
      case "role":
        this.#board.note({ role: frame.role });
        this.#keeper.write({ meta: { role: frame.role } });
        this.#connection?.end(localClose.resync, "the role changed");
        return;
      case "dial":
        this.dial.setState(frame.dial, true);
        return;
      case "error":
        if (frame.code === "storage-full") this.#board.note({ serverFull: true });
        // Something was lost on the way: the next connection finds out what. Presence alone is not worth it.
        else if (frame.code !== "forbidden") this.#connection?.end(localClose.broken, frame.message);
        return;
      default:
        assertNever(frame);
    }
  }

  #onSynced(head: number): void {
    this.#reconnect.inSync();
    this.#cancelOffline?.();
    this.#cancelOffline = undefined;
    if (this.#aside) {
      this.#aside.synced = true;
      void this.#leaveAside();
      return;
    }
    this.#keeper.advance(head);
    this.#keeper.write({});
    this.#board.note({ link: "live", ...(this.#pending === 0 && { serverFull: false }) });
    this.#startSending();
  }

  #onReject(code: (typeof rejectCodes)[number], message: string): void {
    if (code === "storage-full") {
      this.#board.note({ serverFull: true });
      this.#connection?.end(localClose.broken, message);
    } else if ((code === "invalid-update" || code === "forbidden") && this.#refusals++ === 0) {
      // Perhaps it built on something the server lacks, or the role changed: say who we are again and send the whole difference.
      this.#connection?.end(localClose.resync, message);
    } else {
      this.#startAside("refused", message);
    }
  }

  #onClosed(code: number, reason: string, opened: boolean): void {
    this.#connection = undefined;
    this.#server.reset();
    this.#sender.stop();
    this.#presence.disconnected();
    if (this.#done) return;
    if (this.#board.facts.link === "live") this.#board.note({ link: "down" });
    const fatal = this.#reconnect.afterClose(code, reason, this.#board.facts.serverFull);
    if (fatal) {
      this.#board.note({ fatal });
      return;
    }
    this.#expectOffline();
    if (!opened) void this.#askWhy();
  }

  async #askWhy(): Promise<void> {
    const fatal = await whyRefused(this.#ports, this.#options.workspaceId);
    if (!fatal || this.#done || this.live) return;
    this.#reconnect.cancel();
    this.#board.note({ fatal });
  }

  #setAside(why: AsideReason, message: string): void {
    this.#aside ??= new Aside(why, message);
    if (this.#aside.why === "went-back") this.#board.note({ wentBack: true });
  }

  #startAside(why: AsideReason, message: string): void {
    this.#setAside(why, message);
    this.#connection?.end(localClose.resync, message);
  }

  /** Replaces what the store holds, once the server's document is here and the choice is made. */
  async #leaveAside(): Promise<void> {
    const aside = this.#aside;
    if (!aside?.ready || this.#done) return;
    this.#done = true;
    const forkedTo = aside.choice === "fork" ? await this.#ports.createWorkspace() : undefined;
    if (aside.choice === "fork" && forkedTo === undefined) {
      this.#done = false;
      aside.choice = undefined;
      return;
    }
    await this.#options.writer.idle();
    const gone = [...this.#fresh, ...this.#sender.outbox.clear()].map((edit) => edit.key);
    this.dispose();
    await replaceContent(aside, { ours: this.#doc, gone, forkedTo }, this.#options);
    this.#resolveReplaced(replacementOf(aside, forkedTo));
  }

  get #pending(): number {
    return this.#fresh.size + this.#sender.outbox.pending;
  }

  #hold(edits: readonly Edit[]): void {
    this.#keeper.hold(edits);
    if (edits.length > 0) this.#board.note();
  }

  #expectOffline(): void {
    this.#cancelOffline ??= this.#ports.clock.after(syncLimits.connectingMs, () =>
      this.#board.note({ link: "offline" }),
    );
  }
}
