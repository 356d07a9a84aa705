/** The rooms of one process: opened by the first socket, closed some time after the last. */

import type { AccessRole } from "../../shared/access/can.ts";
import type { Dial } from "../../shared/access/dial.ts";
import { closeCodes } from "../../shared/protocol/close-codes.ts";
import { storageLimits } from "../limits.ts";
import type { Clock } from "../ports.ts";
import type { SyncConnection } from "../sync/connection.ts";
import type { SyncRoom } from "../sync/room.ts";
import type { Identity, RoomSocket } from "../sync/socket.ts";

export interface RoomRegistryOptions {
  clock: Clock;
  open(workspace: string): Promise<SyncRoom>;
}

export class RoomRegistry {
  private readonly options: RoomRegistryOptions;
  private readonly rooms = new Map<string, Promise<SyncRoom>>();
  private readonly closing = new Map<string, Promise<void>>();
  private readonly sockets = new Map<string, number>();
  private readonly idleTimers = new Map<string, () => void>();

  constructor(options: RoomRegistryOptions) {
    this.options = options;
  }

  async connect(workspace: string, identity: Identity, socket: RoomSocket): Promise<SyncConnection> {
    this.idleTimers.get(workspace)?.();
    this.idleTimers.delete(workspace);
    this.count(workspace, 1);
    return (await this.open(workspace)).connect(identity, socket);
  }

  /** To be called when a socket is gone: an empty room leaves memory after a while. */
  left(workspace: string): void {
    if (this.count(workspace, -1) > 0) return;
    this.idleTimers.get(workspace)?.();
    const close = (): void => {
      this.idleTimers.delete(workspace);
      void this.close(workspace);
    };
    this.idleTimers.set(workspace, this.options.clock.after(storageLimits.roomIdleMs, close));
  }

  async setAccess(workspace: string, userId: string, access: AccessRole): Promise<void> {
    (await this.rooms.get(workspace))?.setAccess(userId, access);
  }

  async setDial(workspace: string, dial: Dial): Promise<void> {
    (await this.rooms.get(workspace))?.setDial(dial);
  }

  /** Sends everybody out of a workspace that is being deleted. */
  async evict(workspace: string): Promise<void> {
    const room = await this.rooms.get(workspace);
    room?.closeAll(closeCodes.forbidden, "This workspace was deleted.");
    await this.close(workspace);
  }

  /** Closes every room and waits until all is stored. */
  async closeAll(): Promise<void> {
    for (const cancel of this.idleTimers.values()) cancel();
    this.idleTimers.clear();
    await Promise.all([...this.rooms.keys()].map((workspace) => this.close(workspace)));
  }

  private open(workspace: string): Promise<SyncRoom> {
    const known = this.rooms.get(workspace);
    if (known) return known;
    // The room before this one must have stored everything: two would give out the same log numbers.
    const before = this.closing.get(workspace) ?? Promise.resolve();
    const opening = before.then(() => this.options.open(workspace));
    this.rooms.set(workspace, opening);
    // A room that could not be opened is tried again by the next socket.
    opening.catch(() => this.rooms.delete(workspace));
    return opening;
  }

  private async close(workspace: string): Promise<void> {
    const opening = this.rooms.get(workspace);
    if (!opening) return this.closing.get(workspace);
    this.rooms.delete(workspace);
    const closing = opening.then((room) => room.dispose()).finally(() => this.closing.delete(workspace));
    this.closing.set(workspace, closing);
    return closing;
  }

  private count(workspace: string, change: 1 | -1): number {
    const count = (this.sockets.get(workspace) ?? 0) + change;
    if (count > 0) this.sockets.set(workspace, count);
    else this.sockets.delete(workspace);
    return count;
  }
}
