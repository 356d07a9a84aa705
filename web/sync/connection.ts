/** One socket from hello to close: frames in, events out. Knows the wire, not the document. Anything amiss ends it. */
import * as v from "valibot";
import { ChunkCollector, encodeWithChunks } from "../../shared/protocol/chunk.ts";
import { type ClientControl, type ServerControl, serverControlSchema } from "../../shared/protocol/control.ts";
import { protocolVersion } from "../../shared/protocol/limits.ts";
import { decodeSyncFrame, encodeSyncFrame, type SyncFrame } from "../../shared/protocol/sync-frame.ts";
import { syncLimits } from "./limits.ts";
import type { Batch } from "./outbox.ts";
import type { Clock, SyncSocket } from "./ports.ts";

export type Welcome = Extract<ServerControl, { type: "welcome" }>;

export interface ConnectionEvents {
  welcome(welcome: Welcome): void;
  /** What the server holds; the answer is updates. */
  serverState(stateVector: Uint8Array): void;
  /** A snapshot part or somebody's update; `head` is the log number of a broadcast. Throws when it cannot be read. */
  update(payload: Uint8Array, head: number | undefined): void;
  awareness(payload: Uint8Array): void;
  control(frame: Exclude<ServerControl, { type: "welcome" | "pong" }>): void;
  /** Called once, after which nothing else is. `opened` is false when the socket never opened. */
  closed(code: number, reason: string, opened: boolean): void;
}

export interface Hello {
  replica?: number;
  known?: { epoch: string; head: number };
}

/** Codes of ends that this side decides on; below 4000 they never travel as such. */
export const localClose = { broken: 3000, silent: 3001, disposed: 3002, resync: 3003 } as const;

export class Connection {
  readonly #socket: SyncSocket;
  readonly #clock: Clock;
  readonly #events: ConnectionEvents;
  readonly #chunks = new ChunkCollector(syncLimits.maxSnapshotBytes);
  #opened = false;
  #ended = false;
  #welcomed = false;
  #synced = false;
  #consumed = 0;
  #creditBytes = 0;
  #cancelTimer: () => void = () => undefined;

  constructor(socket: SyncSocket, clock: Clock, hello: Hello, events: ConnectionEvents) {
    this.#socket = socket;
    this.#clock = clock;
    this.#events = events;
    socket.onOpen = () => {
      this.#opened = true;
      this.#control({ type: "hello", protocol: protocolVersion, ...hello });
    };
    socket.onMessage = (data) => this.#receive(data);
    socket.onClose = (code, reason) => this.#finish(code, reason);
    this.#expectWithin(syncLimits.handshakeTimeoutMs);
  }

  sendUpdate({ seq, origin, update }: Batch): void {
    for (const bytes of encodeWithChunks({ kind: "update", seq, origin, author: "", payload: update }))
      this.#send(bytes);
  }

  sendStateVector(payload: Uint8Array): void {
    this.#send(encodeSyncFrame({ kind: "stateVector", seq: 0, origin: "typed", author: "", payload }));
  }

  sendAwareness(payload: Uint8Array): void {
    this.#send(encodeSyncFrame({ kind: "awareness", seq: 0, origin: "typed", author: "", payload }));
  }

  /** Ends the connection; `closed` is called with `code` before this returns. */
  end(code: number, reason: string): void {
    this.#finish(code, reason);
    this.#socket.close();
  }

  #receive(data: string | Uint8Array): void {
    if (this.#ended) return;
    try {
      const readable = typeof data === "string" ? this.#receiveControl(data) : this.#receiveFrame(data);
      if (!readable) this.end(localClose.broken, "a frame from the server could not be read");
    } catch (error) {
      // A payload that the CRDT cannot read: the next connection brings the whole again.
      this.end(localClose.broken, `an update from the server could not be read: ${String(error)}`);
    }
    if (!this.#ended) this.#expectMore();
  }

  #receiveControl(text: string): boolean {
    const frame = parseControl(text);
    if (!frame) return false;
    if (frame.type === "pong") return true;
    if (frame.type === "error") {
      this.#events.control(frame);
      return true;
    }
    if ((frame.type === "welcome") === this.#welcomed) return false;
    if (frame.type === "welcome") {
      this.#welcomed = true;
      this.#creditBytes = frame.creditBytes;
      this.#events.welcome(frame);
      return true;
    }
    if (frame.type === "synced") this.#synced = true;
    this.#events.control(frame);
    return true;
  }

  #receiveFrame(bytes: Uint8Array): boolean {
    const frame = decodeSyncFrame(bytes);
    if (!frame || !this.#welcomed) return false;
    const whole = this.#collect(frame);
    if (whole === "bad") return false;
    this.#consume(frame, bytes.length);
    if (whole === "waiting") return true;
    switch (whole.kind) {
      case "stateVector":
        this.#events.serverState(whole.payload);
        return true;
      case "awareness":
        this.#events.awareness(whole.payload);
        return true;
      case "snapshot":
        this.#events.update(whole.payload, undefined);
        return true;
      case "update":
        this.#events.update(whole.payload, whole.seq);
        return true;
      case "chunk":
        return false;
    }
  }

  #collect(frame: SyncFrame): SyncFrame | "waiting" | "bad" {
    if (frame.kind !== "chunk") return frame;
    const collected = this.#chunks.add(frame);
    if (collected.state === "open") return "waiting";
    return collected.state === "complete" ? collected.frame : "bad";
  }

  /** Rule SY10: what was read is given back in portions, not frame by frame. */
  #consume(frame: SyncFrame, length: number): void {
    if (frame.kind !== "update" && frame.kind !== "chunk") return;
    this.#consumed += length;
    if (this.#consumed < this.#creditBytes / syncLimits.creditFraction) return;
    this.#control({ type: "credit", bytes: this.#consumed });
    this.#consumed = 0;
  }

  #expectMore(): void {
    this.#cancelTimer();
    if (!this.#synced) {
      this.#expectWithin(syncLimits.handshakeTimeoutMs);
      return;
    }
    this.#cancelTimer = this.#clock.after(syncLimits.pingAfterMs, () => {
      this.#control({ type: "ping", at: Math.max(0, Math.floor(this.#clock.now())) });
      this.#expectWithin(syncLimits.pongTimeoutMs);
    });
  }

  #expectWithin(delayMs: number): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#clock.after(delayMs, () => this.end(localClose.silent, "the server fell silent"));
  }

  #control(frame: ClientControl): void {
    this.#send(JSON.stringify(frame));
  }

  #send(data: string | Uint8Array): void {
    if (this.#opened && !this.#ended) this.#socket.send(data);
  }

  #finish(code: number, reason: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#cancelTimer();
    this.#events.closed(code, reason, this.#opened);
  }
}

function parseControl(text: string): ServerControl | undefined {
  try {
    const parsed = v.safeParse(serverControlSchema, JSON.parse(text));
    return parsed.success ? parsed.output : undefined;
  } catch {
    // Not JSON: the caller ends the connection.
    return undefined;
  }
}
