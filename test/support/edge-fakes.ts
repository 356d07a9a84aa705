/** Ports of the edge for tests: a clock that the test turns, seeded random, a room over SQLite in memory, sockets that remember. */
import * as v from "valibot";
import * as Y from "yjs";
import { createNodeDb, createNodeSql, openDatabase } from "../../edge/hosts/node-sql.ts";
import type { Clock, Db, Log, Random, Secrets } from "../../edge/ports.ts";
import { accountsSchema } from "../../edge/storage/accounts-schema.ts";
import { createSqlLog, logSchema, type Sql } from "../../edge/storage/sql-log.ts";
import type { SyncConnection } from "../../edge/sync/connection.ts";
import { type RoomOptions, SyncRoom } from "../../edge/sync/room.ts";
import type { Identity, RoomSocket } from "../../edge/sync/socket.ts";
import type { AccessRole } from "../../shared/access/can.ts";
import { type ServerControl, serverControlSchema } from "../../shared/protocol/control.ts";
import { decodeSyncFrame, encodeSyncFrame, type SyncFrame } from "../../shared/protocol/sync-frame.ts";
import { filesOf } from "../../shared/workspace/row.ts";

export class FakeClock implements Clock {
  private nowMs = 1_800_000_000_000;
  private timers: { atMs: number; action: () => void }[] = [];

  now(): number {
    return this.nowMs;
  }

  after(delayMs: number, action: () => void): () => void {
    const timer = { atMs: this.nowMs + delayMs, action };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }

  /** Lets time pass and runs what is due, in order. */
  advance(durationMs: number): void {
    const end = this.nowMs + durationMs;
    for (;;) {
      const due = this.timers.filter((timer) => timer.atMs <= end).sort((a, b) => a.atMs - b.atMs)[0];
      if (!due) break;
      this.timers = this.timers.filter((timer) => timer !== due);
      this.nowMs = Math.max(this.nowMs, due.atMs);
      due.action();
    }
    this.nowMs = end;
  }
}

/** Mulberry32: the same seed gives the same bytes. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) & 0xff;
  };
  return { bytes: (count) => Uint8Array.from({ length: count }, next) };
}

export interface LogLine {
  event: string;
  details: Record<string, string | number | boolean | undefined>;
}

export function createLog(): { log: Log; lines: LogLine[] } {
  const lines: LogLine[] = [];
  return { log: (event, details) => lines.push({ event, details }), lines };
}

export function memorySql(): Sql {
  return createNodeSql(openDatabase(":memory:", logSchema));
}

export function memoryDb(): Db {
  return createNodeDb(openDatabase(":memory:", accountsSchema));
}

export function memorySecrets(): Secrets & { all: Map<string, string> } {
  const all = new Map<string, string>();
  return {
    all,
    get: async (name) => all.get(name),
    async put(name, value) {
      if (value === undefined) all.delete(name);
      else all.set(name, value);
    },
  };
}

export interface TestRoom {
  room: SyncRoom;
  clock: FakeClock;
  sql: Sql;
  lines: LogLine[];
}

export async function openRoom(overrides: Partial<RoomOptions> & { sql?: Sql; seed?: number } = {}): Promise<TestRoom> {
  const { sql = memorySql(), seed = 1, ...options } = overrides;
  const clock = new FakeClock();
  const { log, lines } = createLog();
  const room = await SyncRoom.open({
    store: createSqlLog(sql, "w"),
    clock,
    random: seededRandom(seed),
    log,
    ...options,
  });
  return { room, clock, sql, lines };
}

export function person(id: string, access: AccessRole = "owner"): Identity {
  return { user: { id, name: `Name of ${id}`, color: "#2456c4" }, access };
}

/** A client of a room without a transport: what it got, and short ways to send. */
export class TestPeer implements RoomSocket {
  readonly controls: ServerControl[] = [];
  readonly frames: SyncFrame[] = [];
  readonly doc = new Y.Doc();
  closed: { code: number; reason: string } | undefined;
  replica = 0;
  private seq = 0;
  private readonly connection: SyncConnection;

  constructor(room: SyncRoom, identity: Identity) {
    this.connection = room.connect(identity, this);
  }

  send(data: string | Uint8Array): void {
    if (typeof data === "string") {
      const frame = v.parse(serverControlSchema, JSON.parse(data));
      this.controls.push(frame);
      if (frame.type !== "welcome") return;
      this.replica = frame.replica;
      this.seq = frame.lastSeq;
      this.doc.clientID = frame.replica;
      return;
    }
    const frame = decodeSyncFrame(data);
    if (!frame) throw new Error("the server sent a frame that cannot be decoded");
    this.frames.push(frame);
    if (frame.kind === "snapshot" || frame.kind === "update") Y.applyUpdate(this.doc, frame.payload, "server");
  }

  close(code: number, reason: string): void {
    this.closed = { code, reason };
  }

  receive(data: string | Uint8Array): void {
    this.connection.receive(data);
  }

  control(frame: object): void {
    this.receive(JSON.stringify(frame));
  }

  binary(frame: Partial<SyncFrame> & Pick<SyncFrame, "kind">): void {
    this.receive(encodeSyncFrame({ seq: 0, origin: "typed", author: "", payload: new Uint8Array(), ...frame }));
  }

  /** Says hello, waits for the welcome and for the document. */
  async join(replica?: number): Promise<this> {
    this.control({ type: "hello", protocol: 1, ...(replica === undefined ? {} : { replica }) });
    await this.until(() => this.controls.some((frame) => frame.type === "welcome") || this.closed !== undefined);
    this.binary({ kind: "stateVector", payload: Y.encodeStateVector(this.doc) });
    return this;
  }

  /** The update that `change` makes to this peer's document. */
  edit(change: (doc: Y.Doc) => void): Uint8Array {
    const before = Y.encodeStateVector(this.doc);
    this.doc.transact(() => change(this.doc));
    return Y.encodeStateAsUpdate(this.doc, before);
  }

  /** Sends an update under the next seq; gives the seq. */
  sendUpdate(payload: Uint8Array, frame: Partial<SyncFrame> = {}): number {
    this.seq += 1;
    this.binary({ kind: "update", seq: this.seq, payload, ...frame });
    return this.seq;
  }

  /** Adds a row with a text; sends it. */
  addFile(id: string, text: string): number {
    return this.sendUpdate(this.edit((doc) => filesOf(doc).set(id, fileRow(id, text))));
  }

  textOf(id: string): string | undefined {
    const text = filesOf(this.doc).get(id)?.get("text");
    return text instanceof Y.Text ? text.toString() : undefined;
  }

  last<Type extends ServerControl["type"]>(type: Type): Extract<ServerControl, { type: Type }> | undefined {
    const matches = (frame: ServerControl): frame is Extract<ServerControl, { type: Type }> => frame.type === type;
    return this.controls.filter(matches).at(-1);
  }

  /** Waits for real (the store commits in a few milliseconds). */
  async until(condition: () => boolean): Promise<void> {
    for (let round = 0; round < 450; round++) {
      if (condition()) return;
      await new Promise((resolve) => (round < 50 ? setImmediate(resolve) : setTimeout(resolve, 5)));
    }
    throw new Error(
      `what the test waits for did not happen within 2 s; closed: ${JSON.stringify(this.closed)}, last: ${JSON.stringify(this.controls.at(-1))}`,
    );
  }

  left(): void {
    this.connection.left();
  }
}

export function fileRow(name: string, text: string): Y.Map<unknown> {
  return new Y.Map<unknown>([
    ["parent", ""],
    ["name", name],
    ["kind", "file"],
    ["mode", 0o644],
    ["text", new Y.Text(text)],
  ]);
}
