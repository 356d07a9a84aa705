/** The live rooms, wherever they run: in this process or one Durable Object each. */
import type { Context } from "hono";
import type { AccessRole } from "../../shared/access/can.ts";
import type { Dial } from "../../shared/access/dial.ts";
import type { Identity } from "../sync/socket.ts";

export interface Rooms {
  /** Answers a WebSocket upgrade and hands the socket to the workspace's room. */
  upgrade(context: Context, workspace: string, identity: Identity): Promise<Response>;
  /** Writes a new workspace's first update. */
  seed(workspace: string, update: Uint8Array, author: string): Promise<void>;
  /** Tells the room that a user's role changed; without access their sockets close. */
  setAccess(workspace: string, userId: string, access: AccessRole): Promise<void>;
  /** Tells everybody in the room what the assistant may do from now on. */
  setDial(workspace: string, dial: Dial): Promise<void>;
  /** Closes everybody and removes what is stored. */
  remove(workspace: string): Promise<void>;
}
