/**
 * One workspace's room: tries updates, stores them, then acknowledges and broadcasts. Knows neither sockets nor disks.
 *
 *   frame → connection → takeUpdate: scratch copy ─ refused → reject
 *                                        │ accepted
 *                                        ▼
 *                                  commit queue → store.append (durable) → committed document → ack, broadcast
 */
import * as Y from "yjs";
import { type AccessRole, can, wireRole } from "../../shared/access/can.ts";
import { type Dial, openDial } from "../../shared/access/dial.ts";
import { encodeWithChunks } from "../../shared/protocol/chunk.ts";
import { closeCodes } from "../../shared/protocol/close-codes.ts";
import type { rejectCodes } from "../../shared/protocol/control.ts";
import { protocolVersion, wireLimits } from "../../shared/protocol/limits.ts";
import { encodeSyncFrame, type SyncFrame } from "../../shared/protocol/sync-frame.ts";
import { storageLimits } from "../limits.ts";
import type { Clock, Log, Random } from "../ports.ts";
import type { LogEntry, LogStore, StoredRoom } from "../storage/log-store.ts";
import { encodePresence, type PresenceState } from "./awareness.ts";
import { SyncConnection } from "./connection.ts";
import { type SyncHandlers, syncHandlers } from "./handlers.ts";
import { Replicas } from "./replicas.ts";
import type { Identity, RoomSocket } from "./socket.ts";
import { TentativeDocument } from "./tentative-document.ts";

export interface RoomOptions {
  store: LogStore;
  clock: Clock;
  random: Random;
  log: Log;
  /** Told after durable changes with the time of the last, every few seconds at most. */
  onChange?(atMs: number): void;
  handlers?: SyncHandlers;
  /** The workspace's dial when the room opens; everything is allowed when left out. */
  dial?: Dial;
}

/** An update on its way to the store, and whom to answer. */
interface Waiting {
  entry: LogEntry;
  connection: SyncConnection;
  rejection?: { code: (typeof rejectCodes)[number]; message: string };
}

export class SyncRoom {
  readonly clock: Clock;
  readonly log: Log;
  private readonly options: RoomOptions;
  private readonly document: TentativeDocument;
  private readonly replicas: Replicas;
  private readonly epoch: string;
  private dial: Dial;
  private readonly connections = new Set<SyncConnection>();
  private readonly presence = new Map<number, PresenceState>();
  /** The newest committed log number. */
  private head: number;
  /** The newest log number given out. */
  private nextHead: number;
  private waiting: Waiting[] = [];
  private committing: Promise<void> | undefined;
  private stopNoteTimer: (() => void) | undefined;
  private logRows: number;
  private logBytes: number;

  private constructor(options: RoomOptions, stored: StoredRoom) {
    this.options = options;
    this.clock = options.clock;
    this.log = options.log;
    this.document = new TentativeDocument(stored.snapshot ? [stored.snapshot, ...stored.updates] : stored.updates);
    this.replicas = new Replicas(options, stored.replicas);
    this.dial = options.dial ?? openDial;
    this.epoch = stored.epoch;
    this.head = stored.head;
    this.nextHead = stored.head;
    this.logRows = stored.updates.length;
    this.logBytes = stored.updates.reduce((sum, update) => sum + update.length, 0);
  }

  /** Opens the room from its store. */
  static async open(options: RoomOptions): Promise<SyncRoom> {
    return new SyncRoom(options, await options.store.load(toHex(options.random.bytes(16))));
  }

  get size(): number {
    return this.connections.size;
  }

  /** Adds a socket; the caller hands its frames to the connection and says when it is gone. */
  connect(identity: Identity, socket: RoomSocket): SyncConnection {
    const connection = new SyncConnection(this, this.options.handlers ?? syncHandlers, identity, socket);
    this.connections.add(connection);
    return connection;
  }

  /** Answers the hello (rules PR2, PR3). */
  async welcome(connection: SyncConnection, wanted: number | undefined): Promise<void> {
    const replica = await this.replicas.grant(wanted, connection.user.id, (id) => this.document.holds(id));
    // What an earlier connection of this replica left in the queue must be counted in lastSeq.
    await this.settled();
    if (connection.phase !== "starting") return;
    const role = wireRole(connection.access);
    if (!role) return connection.close(closeCodes.forbidden, "You have no access.");
    for (const other of this.connections) {
      if (other !== connection && other.replica === replica) {
        other.close(closeCodes.slowConsumer, "A newer connection of this replica took over.");
      }
    }
    connection.replica = replica;
    connection.lastSeq = this.replicas.lastSeq(replica);
    connection.phase = "reading";
    connection.send({
      type: "welcome",
      protocol: protocolVersion,
      epoch: this.epoch,
      head: this.head,
      replica,
      lastSeq: connection.lastSeq,
      role,
      user: connection.user,
      creditBytes: wireLimits.creditBytes,
      dial: this.dial,
    });
    const payload = Y.encodeStateVector(this.document.committed);
    connection.sendFrame({ kind: "stateVector", seq: 0, origin: "server", author: "", payload });
    connection.resume();
  }

  /** Sends what `stateVector` lacks, then who is here; from now on the connection gets broadcasts (rule SY5). */
  sendMissing(connection: SyncConnection, stateVector: Uint8Array | undefined): void {
    const payload = Y.encodeStateAsUpdate(this.document.committed, stateVector);
    connection.sendWithChunks({ kind: "snapshot", seq: 0, origin: "server", author: "", payload });
    connection.send({ type: "synced", head: this.head });
    if (connection.phase === "closed") return;
    connection.phase = "live";
    const states = [...this.presence.values()].filter((state) => state.replica !== connection.replica);
    if (states.length > 0) connection.sendFrame(presenceFrame(states));
  }

  /** Takes one whole update of a connection's replica (rules SY2, SY6, SY7, SY8). */
  takeUpdate(connection: SyncConnection, frame: SyncFrame): void {
    if (frame.seq <= connection.lastSeq) {
      // Held or on its way. Held: say so again; on its way: the commit will.
      const upTo = this.replicas.lastSeq(connection.replica);
      if (frame.seq <= upTo) connection.send({ type: "ack", upTo, head: this.head });
      return;
    }
    if (frame.seq !== connection.lastSeq + 1) {
      connection.close(closeCodes.badFrame, `Expected seq ${connection.lastSeq + 1}, got ${frame.seq}.`);
      return;
    }
    const payload = frame.payload.slice();
    const verdict = this.judge(connection, frame, payload);
    if (verdict.kind === "foreign") {
      this.log("foreign-struct", { user: connection.user.id, replica: verdict.replica });
      connection.close(closeCodes.forbidden, "The update holds changes of a replica that is not yours.");
      return;
    }
    connection.lastSeq = frame.seq;
    const accepted = verdict.kind === "accepted";
    if (accepted) this.nextHead += 1;
    const entry: LogEntry = {
      head: this.nextHead,
      at: this.clock.now(),
      author: connection.user.id,
      origin: frame.origin,
      replica: connection.replica,
      seq: frame.seq,
      ...(accepted ? { update: payload } : {}),
    };
    this.waiting.push({ entry, connection, ...(verdict.kind === "rejected" ? { rejection: verdict } : {}) });
    this.startCommitting();
  }

  /** Keeps and passes on where somebody is (rule SY9). */
  setPresence(connection: SyncConnection, state: PresenceState): void {
    if (state.state) this.presence.set(state.replica, state);
    else this.presence.delete(state.replica);
    const frame = encodeSyncFrame(presenceFrame([state]));
    for (const peer of this.connections) {
      // A reader out of credit misses presence: it is renewed every few seconds.
      if (peer !== connection && peer.phase === "live" && !peer.credit.blocked) peer.sendRaw(frame);
    }
  }

  /** A connection is gone: its presence goes with it. */
  leave(connection: SyncConnection): void {
    this.connections.delete(connection);
    const state = this.presence.get(connection.replica);
    if (!state || connection.replica === 0) return;
    this.setPresence(connection, { ...state, clock: state.clock + 1, state: null });
  }

  /** Gives a user another role; one without access is closed (rule SY11). */
  setAccess(userId: string, access: AccessRole): void {
    const role = wireRole(access);
    for (const connection of [...this.connections]) {
      if (connection.user.id !== userId) continue;
      connection.access = access;
      if (role) connection.send({ type: "role", role });
      else connection.close(closeCodes.forbidden, "Your access to this workspace has ended.");
    }
  }

  /** Tells everybody who was welcomed what the assistant may do; the others hear it with their welcome (rule SY13). */
  setDial(dial: Dial): void {
    this.dial = dial;
    for (const connection of this.connections) {
      if (connection.phase === "reading" || connection.phase === "live") connection.send({ type: "dial", dial });
    }
  }

  /** Closes every connection. */
  closeAll(code: number, reason: string): void {
    for (const connection of [...this.connections]) connection.close(code, reason);
  }

  /** Resolves once everything taken so far is durable or given up. */
  async settled(): Promise<void> {
    while (this.committing) await this.committing;
  }

  /** Waits for the store, writes a snapshot when worth it, and frees the documents. */
  async dispose(): Promise<void> {
    this.closeAll(1001, "The room closes.");
    await this.settled();
    this.flushNote();
    await this.compact();
    this.document.dispose();
  }

  private judge(
    connection: SyncConnection,
    frame: SyncFrame,
    payload: Uint8Array,
  ): ReturnType<TentativeDocument["offer"]> | Refusal {
    if (!can(connection.access, "edit")) {
      return { kind: "rejected", code: "forbidden", message: "You may look at this workspace, not change it." };
    }
    if (frame.origin === "server")
      return { kind: "rejected", code: "forbidden", message: "Only the server writes as the server." };
    return this.document.offer(payload, (replica) => this.replicas.owner(replica) === connection.user.id);
  }

  private startCommitting(): void {
    this.committing ??= this.commitAll().finally(() => {
      this.committing = undefined;
      // One that arrived between the last look and now.
      if (this.waiting.length > 0) this.startCommitting();
    });
  }

  private async commitAll(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting;
      this.waiting = [];
      try {
        await this.options.store.append(batch.map((item) => item.entry));
      } catch (error) {
        return this.giveUp(batch, error);
      }
      this.publish(batch);
      const isLong = this.logRows > storageLimits.compactAfterRows || this.logBytes > storageLimits.compactAfterBytes;
      if (isLong) await this.compact();
    }
  }

  /** After the commit: apply, broadcast, and one ack a connection (rule SY3). */
  private publish(batch: readonly Waiting[]): void {
    const acks = new Map<SyncConnection, number>();
    for (const { entry, connection, rejection } of batch) {
      this.replicas.consumed(entry.replica, entry.seq);
      if (rejection) {
        connection.send({ type: "reject", seq: entry.seq, ...rejectionText(rejection) });
        continue;
      }
      acks.set(connection, entry.seq);
      this.document.commit();
      this.head = entry.head;
      this.broadcast(connection, entry);
    }
    for (const [connection, upTo] of acks) connection.send({ type: "ack", upTo, head: this.head });
    if (acks.size > 0) this.noteChange();
  }

  private broadcast(sender: SyncConnection, entry: LogEntry): void {
    if (!entry.update) return;
    this.logRows += 1;
    this.logBytes += entry.update.length;
    const { head: seq, origin, author, update: payload } = entry;
    const frames = encodeWithChunks({ kind: "update", seq, origin, author, payload });
    for (const peer of this.connections) {
      if (peer === sender || peer.phase !== "live") continue;
      for (const frame of frames) peer.credit.broadcast(frame);
    }
  }

  private noteChange(): void {
    this.stopNoteTimer ??= this.clock.after(storageLimits.noteChangeMs, () => this.flushNote());
  }

  private flushNote(): void {
    if (!this.stopNoteTimer) return;
    this.stopNoteTimer();
    this.stopNoteTimer = undefined;
    this.options.onChange?.(this.clock.now());
  }

  /** The store refused: nothing was acknowledged, the clients keep their outboxes and come back. */
  private giveUp(batch: readonly Waiting[], error: unknown): void {
    this.log("append-failed", { message: error instanceof Error ? error.message : String(error) });
    const affected = new Set([...batch, ...this.waiting].map((item) => item.connection));
    this.waiting = [];
    this.nextHead = this.head;
    this.document.abandon();
    for (const connection of affected) {
      connection.send({
        type: "error",
        code: "storage-full",
        message: "The server could not save. Your changes stay in this browser.",
      });
      connection.close(closeCodes.internal, "The server could not save.");
    }
  }

  private async compact(): Promise<void> {
    if (this.logRows === 0) return;
    this.logRows = 0;
    this.logBytes = 0;
    try {
      await this.options.store.compact(this.head, this.document.encode());
    } catch (error) {
      // The log is whole without it; the next edits try again.
      this.log("compact-failed", { message: error instanceof Error ? error.message : String(error) });
    }
  }
}

type Refusal = { kind: "rejected"; code: "forbidden"; message: string };

function rejectionText(rejection: NonNullable<Waiting["rejection"]>): NonNullable<Waiting["rejection"]> {
  return { code: rejection.code, message: rejection.message };
}

function presenceFrame(states: readonly PresenceState[]): SyncFrame {
  return { kind: "awareness", seq: 0, origin: "server", author: "", payload: encodePresence(states) };
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
