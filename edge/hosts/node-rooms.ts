/** Rooms and sockets inside the Node process. */
import { type HttpBindings, upgradeWebSocket } from "@hono/node-server";
import type { Context } from "hono";
import { WebSocket, WebSocketServer } from "ws";
import type { Dial } from "../../shared/access/dial.ts";
import { closeCodes } from "../../shared/protocol/close-codes.ts";
import { wireLimits } from "../../shared/protocol/limits.ts";
import type { Clock, Log, Random } from "../ports.ts";
import { RoomRegistry } from "../rooms/registry.ts";
import type { Rooms } from "../rooms/rooms.ts";
import type { SocketOwner } from "../rooms/socket-owner.ts";
import { writeSeed } from "../rooms/write-seed.ts";
import { createSqlLog, type Sql } from "../storage/sql-log.ts";
import { SyncRoom } from "../sync/room.ts";
import type { RoomSocket } from "../sync/socket.ts";
import { textFrame } from "./text-frame.ts";

const messageTooBig = 1009;

/** ws closes a frame over its limit with 1009; our protocol says 4413 (rule FR3). */
class EdgeWebSocket extends WebSocket {
  override close(code?: number, reason?: string | Buffer): void {
    super.close(code === messageTooBig ? closeCodes.tooLarge : code, reason);
  }
}

/** The server side of every WebSocket. A frame of exactly the limit passes, so that the room can answer one byte more itself. */
export function createSocketServer(): WebSocketServer {
  return new WebSocketServer({ noServer: true, maxPayload: wireLimits.maxFrameBytes + 1, WebSocket: EdgeWebSocket });
}

/** Answers an upgrade; frames that arrive while `attach` is at work wait for it. */
export async function upgrade(
  context: Context<{ Bindings: HttpBindings }>,
  log: Log,
  attach: (socket: RoomSocket) => Promise<SocketOwner>,
): Promise<Response> {
  let owner: Promise<SocketOwner> | undefined;
  const deliver = (action: (owner: SocketOwner) => void): void => {
    owner
      ?.then(action)
      .catch((error: unknown) =>
        log("socket-failed", { message: error instanceof Error ? error.message : String(error) }),
      );
  };
  const answer = upgradeWebSocket(() => ({
    onOpen(_event, ws) {
      const connection = context.env.incoming.socket;
      const socket: RoomSocket = {
        send(data) {
          if (typeof data !== "string") ws.raw?.send(data);
          // ws holds no frame back that this one could overtake: it compresses nothing and sends none in parts.
          else if (ws.readyState === WebSocket.OPEN) connection.write(textFrame(data));
        },
        close: (code, reason) => ws.close(code, reason),
      };
      owner = attach(socket);
      owner.catch((error: unknown) => {
        log("socket-failed", { message: error instanceof Error ? error.message : String(error) });
        ws.close(closeCodes.internal, "The server could not open this.");
      });
    },
    onMessage(event) {
      const { data } = event;
      if (typeof data === "string") deliver((owner) => owner.receive(data));
      else if (data instanceof ArrayBuffer) deliver((owner) => owner.receive(new Uint8Array(data)));
    },
    onClose: () => deliver((owner) => owner.left()),
  }));
  return (await answer(context, async () => {})) ?? context.body(null, 400);
}

export interface NodeRooms extends Rooms {
  closeAll(): Promise<void>;
}

export function createNodeRooms(ports: {
  sql: Sql;
  clock: Clock;
  random: Random;
  log: Log;
  removeBlobs(workspace: string): Promise<void>;
  onChange(workspace: string, atMs: number): void;
  dialOf(workspace: string): Promise<Dial>;
}): NodeRooms {
  const { sql, clock, random, log } = ports;
  const registry = new RoomRegistry({
    clock,
    open: async (workspace) =>
      SyncRoom.open({
        dial: await ports.dialOf(workspace),
        store: createSqlLog(sql, workspace),
        clock,
        random,
        log,
        onChange: (atMs) => ports.onChange(workspace, atMs),
      }),
  });
  return {
    upgrade: (context, workspace, identity) =>
      upgrade(context, log, async (socket) => {
        const connection = await registry.connect(workspace, identity, socket);
        return {
          receive: (data) => connection.receive(data),
          left() {
            connection.left();
            registry.left(workspace);
          },
        };
      }),
    seed: (workspace, update, author) => writeSeed(createSqlLog(sql, workspace), { clock, random }, update, author),
    setAccess: (workspace, userId, access) => registry.setAccess(workspace, userId, access),
    setDial: (workspace, dial) => registry.setDial(workspace, dial),
    async remove(workspace) {
      await registry.evict(workspace);
      await createSqlLog(sql, workspace).clear();
      await ports.removeBlobs(workspace);
    },
    closeAll: () => registry.closeAll(),
  };
}
