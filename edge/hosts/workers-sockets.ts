/** A WebSocket inside a Durable Object. */
import { closeCodes } from "../../shared/protocol/close-codes.ts";
import type { Log } from "../ports.ts";
import type { SocketOwner } from "../rooms/socket-owner.ts";
import type { RoomSocket } from "../sync/socket.ts";

/** Codes that stand for "no close frame came" and cannot be sent. */
const reservedCodes: readonly number[] = [1005, 1006, 1015];

/** Accepts a socket without hibernation; frames that arrive while `attach` is at work wait for it. */
export function acceptSocket(log: Log, attach: (socket: RoomSocket) => Promise<SocketOwner>): Response {
  const { 0: client, 1: server } = new WebSocketPair();
  server.accept();
  server.binaryType = "arraybuffer";
  const owner = attach({
    send: (data) => server.send(data),
    close: (code, reason) => server.close(code, reason),
  });
  const deliver = (action: (owner: SocketOwner) => void): void => {
    owner.then(action).catch((error: unknown) => {
      log("socket-failed", { message: error instanceof Error ? error.message : String(error) });
      server.close(closeCodes.internal, "The server could not open this.");
    });
  };
  server.addEventListener("message", ({ data }) => {
    if (typeof data === "string") deliver((owner) => owner.receive(data));
    else if (data instanceof ArrayBuffer) deliver((owner) => owner.receive(new Uint8Array(data)));
  });
  server.addEventListener("close", ({ code }) => {
    deliver((owner) => owner.left());
    // Our half of the closing handshake.
    if (!reservedCodes.includes(code)) server.close(code);
  });
  return new Response(null, { status: 101, webSocket: client });
}
