/** One socket of a room: its handshake, its rates, its credit, and the answer to every frame. */
import * as v from "valibot";
import type { AccessRole } from "../../shared/access/can.ts";
import { assertNever } from "../../shared/lib/assert-never.ts";
import { ChunkCollector, type ChunkedKind, encodeWithChunks } from "../../shared/protocol/chunk.ts";
import { closeCodes } from "../../shared/protocol/close-codes.ts";
import { clientControlSchema, type ServerControl, type WireUser } from "../../shared/protocol/control.ts";
import { wireLimits } from "../../shared/protocol/limits.ts";
import { decodeSyncFrame, encodeSyncFrame, type SyncFrame } from "../../shared/protocol/sync-frame.ts";
import { roomLimits } from "../limits.ts";
import { CreditWindow } from "./credit-window.ts";
import type { SyncHandlers } from "./handlers.ts";
import type { SyncRoom } from "./room.ts";
import type { Identity, RoomSocket } from "./socket.ts";
import { TokenBucket } from "./token-bucket.ts";

/** `new`: no hello yet; `starting`: the hello waits for the store; `reading`: welcomed; `live`: synced, gets broadcasts. */
export type ConnectionPhase = "new" | "starting" | "reading" | "live" | "closed";

export class SyncConnection {
  readonly room: SyncRoom;
  readonly user: WireUser;
  readonly chunks = new ChunkCollector();
  readonly credit: CreditWindow;
  access: AccessRole;
  phase: ConnectionPhase = "new";
  /** 0 until the welcome. */
  replica = 0;
  /** The last seq taken from this replica, committed or on its way. */
  lastSeq = 0;
  private readonly socket: RoomSocket;
  private readonly handlers: SyncHandlers;
  private readonly frames: TokenBucket;
  private readonly bytes: TokenBucket;
  private readonly snapshots: TokenBucket;
  private readonly stopHandshakeTimer: () => void;
  private stopSilenceTimer: () => void;
  private lastHeardMs: number;
  private badFrames = 0;
  private early: (string | Uint8Array)[] = [];

  constructor(room: SyncRoom, handlers: SyncHandlers, identity: Identity, socket: RoomSocket) {
    this.room = room;
    this.handlers = handlers;
    this.user = identity.user;
    this.access = identity.access;
    this.socket = socket;
    const { clock } = room;
    this.frames = new TokenBucket(wireLimits.maxFramesPerSecond, roomLimits.burstSeconds, clock.now());
    this.bytes = new TokenBucket(wireLimits.maxBytesPerSecond, roomLimits.burstSeconds, clock.now());
    this.snapshots = new TokenBucket(roomLimits.maxSnapshotsPerMinute / 60, 60, clock.now());
    this.credit = new CreditWindow({
      clock,
      send: (frame) => this.sendRaw(frame),
      onSlow: () => this.close(closeCodes.slowConsumer, "This reader is too slow; reconnect to catch up."),
    });
    this.lastHeardMs = clock.now();
    this.stopSilenceTimer = this.watchSilence(roomLimits.silentPeerMs);
    this.stopHandshakeTimer = clock.after(wireLimits.handshakeTimeoutMs, () => {
      if (this.phase === "new") this.close(closeCodes.badFrame, "No hello came within 10 s.");
    });
  }

  /** Takes one frame off the socket. Whatever it is, it is answered or the socket is closed with a code. */
  receive(data: string | Uint8Array): void {
    if (this.phase === "closed") return;
    if (!this.withinLimits(data)) return;
    if (this.phase === "starting") {
      this.keepForLater(data);
      return;
    }
    try {
      if (typeof data === "string") this.receiveControl(data);
      else this.receiveBinary(data);
    } catch (error) {
      this.fail(error);
    }
  }

  /** Takes the frames that came while the hello was waiting for the store. */
  resume(): void {
    const waiting = this.early;
    this.early = [];
    for (const data of waiting) this.receive(data);
  }

  /** Whether one more answer with the whole document is within the rate; else the socket is closed. */
  mayAskForSnapshot(): boolean {
    if (this.snapshots.take(1, this.room.clock.now())) return true;
    this.close(closeCodes.rate, "The document was asked for too often.");
    return false;
  }

  /** The one place where a bug in a handler becomes an answer (rule FR2). */
  fail(error: unknown): void {
    this.room.log("sync-handler-failed", { message: error instanceof Error ? error.message : String(error) });
    this.send({ type: "error", code: "internal", message: "The server could not handle this frame." });
  }

  /** Answers a frame that breaks the protocol; the tenth closes (rule FR1). */
  answerBadFrame(message: string): void {
    this.badFrames += 1;
    if (this.badFrames >= wireLimits.maxBadFrames) {
      this.close(closeCodes.badFrame, message);
      return;
    }
    this.send({ type: "error", code: "bad-frame", message });
  }

  send(frame: ServerControl): void {
    this.sendRaw(JSON.stringify(frame));
  }

  sendFrame(frame: SyncFrame): void {
    this.sendRaw(encodeSyncFrame(frame));
  }

  sendWithChunks(frame: SyncFrame & { kind: ChunkedKind }): void {
    for (const piece of encodeWithChunks(frame)) this.sendRaw(piece);
  }

  close(code: number, reason: string): void {
    if (this.phase === "closed") return;
    this.left();
    // A close frame carries at most 123 bytes of reason.
    this.socket.close(code, reason.slice(0, 120));
  }

  /** The socket is gone. */
  left(): void {
    if (this.phase === "closed") return;
    this.phase = "closed";
    this.stopHandshakeTimer();
    this.stopSilenceTimer();
    this.credit.dispose();
    this.chunks.reset();
    this.early = [];
    this.room.leave(this);
  }

  /** A laptop that was shut sends no close frame: without this its cursor would stay for ever. */
  private watchSilence(afterMs: number): () => void {
    return this.room.clock.after(afterMs, () => {
      const silentMs = this.room.clock.now() - this.lastHeardMs;
      if (silentMs >= roomLimits.silentPeerMs) this.close(closeCodes.slowConsumer, "Nothing was heard from this tab.");
      else this.stopSilenceTimer = this.watchSilence(roomLimits.silentPeerMs - silentMs);
    });
  }

  private receiveControl(text: string): void {
    const frame = v.safeParse(clientControlSchema, parseJson(text));
    if (this.phase === "new" && !(frame.success && frame.output.type === "hello")) {
      this.close(closeCodes.badFrame, "The first frame must be a hello.");
      return;
    }
    if (!frame.success) {
      this.answerBadFrame("The frame does not fit its schema.");
      return;
    }
    switch (frame.output.type) {
      case "hello":
        this.handlers.hello(this, frame.output);
        return;
      case "credit":
        this.handlers.credit(this, frame.output);
        return;
      case "ping":
        this.handlers.ping(this, frame.output);
        return;
      default:
        assertNever(frame.output);
        return;
    }
  }

  private receiveBinary(data: Uint8Array): void {
    if (this.phase === "new") {
      this.close(closeCodes.badFrame, "The first frame must be a hello.");
      return;
    }
    const frame = decodeSyncFrame(data);
    if (!frame) {
      this.close(closeCodes.badFrame, "The binary frame could not be decoded.");
      return;
    }
    this.handlers[frame.kind](this, frame);
  }

  private withinLimits(data: string | Uint8Array): boolean {
    const now = this.room.clock.now();
    this.lastHeardMs = now;
    const size = data.length;
    if (size > wireLimits.maxFrameBytes) {
      this.close(closeCodes.tooLarge, "A frame holds at most 1 MiB.");
      return false;
    }
    const framesFit = typeof data !== "string" || this.frames.take(1, now);
    if (framesFit && this.bytes.take(Math.max(size, roomLimits.minFrameCostBytes), now)) return true;
    this.close(closeCodes.rate, "Too many frames; slow down and reconnect.");
    return false;
  }

  private keepForLater(data: string | Uint8Array): void {
    this.early.push(data);
    const bytes = this.early.reduce((sum, frame) => sum + frame.length, 0);
    if (this.early.length > roomLimits.maxEarlyFrames || bytes > roomLimits.maxEarlyBytes) {
      this.close(closeCodes.tooLarge, "Too much was sent before the welcome.");
    }
  }

  sendRaw(data: string | Uint8Array): void {
    if (this.phase === "closed") return;
    try {
      this.socket.send(data);
    } catch (error) {
      // The socket died between two frames: leaving is the answer, the client reconnects.
      this.room.log("sync-send-failed", { message: error instanceof Error ? error.message : String(error) });
      this.left();
    }
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: the schema check that follows refuses `undefined` and answers.
    return undefined;
  }
}
