/** Sockets between sync clients and a room in one process, in virtual time, with the faults of a bad line. */

import type { SyncConnection } from "../../edge/sync/connection.ts";
import { SyncRoom } from "../../edge/sync/room.ts";
import type { AccessRole } from "../../shared/access/can.ts";
import { type Dial, openDial } from "../../shared/access/dial.ts";
import type { SyncSocket } from "../../web/sync/ports.ts";
import type { VirtualClock } from "./chaos-clock.ts";
import type { SeededRandom } from "./chaos-random.ts";
import type { ChaosLogStore } from "./chaos-store.ts";

export type Direction = "up" | "down";
/** What becomes of one frame: the frames to deliver instead, each after a delay, or `swap` with the next one of its way. */
export type Fault = (direction: Direction, data: string | Uint8Array) => Delivery[] | "swap" | undefined;
export interface Delivery {
  data: string | Uint8Array;
  delayMs: number;
}

const lineDelayMs = 5;
/** A frame to be swapped waits this long for one to follow. */
const swapWithinMs = 300;

export class ChaosNetwork {
  readonly clock: VirtualClock;
  readonly random: SeededRandom;
  readonly store: ChaosLogStore;
  readonly problems: string[] = [];
  #dial: Dial = openDial;
  readonly #access = new Map<string, AccessRole>();
  /** Codes that rooms closed sockets with. */
  readonly closeCodes: number[] = [];
  room: SyncRoom | undefined;
  fault: Fault = () => undefined;
  readonly lines = new Set<Line>();

  constructor(clock: VirtualClock, random: SeededRandom, store: ChaosLogStore) {
    this.clock = clock;
    this.random = random;
    this.store = store;
  }

  /** Starts the server's process. */
  async start(): Promise<void> {
    this.room = await SyncRoom.open({
      store: this.store,
      dial: this.#dial,
      clock: this.clock,
      random: { bytes: (count) => this.random.bytes(count) },
      log: (event, details) => {
        if (event === "sync-handler-failed") this.problems.push(JSON.stringify(details));
      },
    });
  }

  /** kill -9: what is not stored is gone, every socket is cut. */
  kill(): void {
    this.room = undefined;
    for (const line of [...this.lines]) line.cut();
  }

  connect(userId: string, access: AccessRole = "editor"): SyncSocket {
    return new Line(this, userId, this.#access.get(userId) ?? access).client;
  }

  /** The workspace's dial from now on, as its owner turned it. */
  setDial(dial: Dial): void {
    this.#dial = dial;
    this.room?.setDial(dial);
  }

  /** A member's role from now on, for open connections and new ones. */
  setAccess(userId: string, access: AccessRole): void {
    this.#access.set(userId, access);
    this.room?.setAccess(userId, access);
  }
}

/** One socket: frames arrive in order after the line's delay, unless a fault says otherwise. */
export class Line {
  readonly client: SyncSocket;
  readonly #network: ChaosNetwork;
  #connection: SyncConnection | undefined;
  #open = false;
  readonly #held: Record<Direction, (() => void) | undefined> = { up: undefined, down: undefined };
  /** Nothing passes any more and nobody is told. */
  halfOpen = false;

  constructor(network: ChaosNetwork, userId: string, access: AccessRole) {
    this.#network = network;
    this.client = {
      onOpen: () => undefined,
      onMessage: () => undefined,
      onClose: () => undefined,
      send: (data) => this.#carry("up", data),
      close: () => this.#leave(),
    };
    network.lines.add(this);
    network.clock.after(lineDelayMs, () => this.#accept(userId, access));
  }

  cut(): void {
    if (!this.#network.lines.delete(this)) return;
    this.#connection?.left();
    this.#open = false;
    this.#network.clock.after(lineDelayMs, () => this.client.onClose(1006, ""));
  }

  #accept(userId: string, access: AccessRole): void {
    const { room } = this.#network;
    if (!this.#network.lines.has(this)) return;
    if (!room) {
      this.cut();
      return;
    }
    this.#open = true;
    const user = { id: userId, name: userId, color: "#336699" };
    this.#connection = room.connect(
      { user, access },
      {
        send: (data) => this.#carry("down", data),
        close: (code, reason) => {
          this.#network.closeCodes.push(code);
          this.#network.clock.after(lineDelayMs, () => this.#closed(code, reason));
        },
      },
    );
    this.client.onOpen();
  }

  #carry(direction: Direction, data: string | Uint8Array): void {
    const kept = typeof data === "string" ? data : data.slice();
    const fault = this.#network.fault(direction, kept);
    if (fault === "swap") {
      this.#hold(direction, kept);
      return;
    }
    for (const delivery of fault ?? [{ data: kept, delayMs: 0 }]) this.#send(direction, delivery);
    this.#held[direction]?.();
  }

  #send(direction: Direction, { data, delayMs }: Delivery): void {
    this.#network.clock.after(lineDelayMs + delayMs, () => this.#deliver(direction, data));
  }

  #hold(direction: Direction, data: string | Uint8Array): void {
    const release = () => {
      if (this.#held[direction] !== release) return;
      this.#held[direction] = undefined;
      this.#send(direction, { data, delayMs: 0 });
    };
    this.#held[direction] = release;
    this.#network.clock.after(swapWithinMs, release);
  }

  #deliver(direction: Direction, data: string | Uint8Array): void {
    if (!this.#open || this.halfOpen) return;
    if (direction === "up") this.#connection?.receive(data);
    else this.client.onMessage(data);
  }

  #closed(code: number, reason: string): void {
    if (this.halfOpen || !this.#network.lines.delete(this)) return;
    this.#open = false;
    this.client.onClose(code, reason);
  }

  #leave(): void {
    this.#open = false;
    this.#network.lines.delete(this);
    this.#connection?.left();
  }
}
