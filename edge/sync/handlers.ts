/** What each frame of the sync socket does. One function a kind; the table is what a connection dispatches on. */
import * as Y from "yjs";
import { can } from "../../shared/access/can.ts";
import { closeCodes } from "../../shared/protocol/close-codes.ts";
import type { ClientControl } from "../../shared/protocol/control.ts";
import { protocolVersion } from "../../shared/protocol/limits.ts";
import type { FrameKind, SyncFrame } from "../../shared/protocol/sync-frame.ts";
import { decodePresence, stampPresence } from "./awareness.ts";
import type { SyncConnection } from "./connection.ts";

type ControlHandlers = {
  [Type in ClientControl["type"]]: (connection: SyncConnection, frame: Extract<ClientControl, { type: Type }>) => void;
};
type BinaryHandlers = Record<FrameKind, (connection: SyncConnection, frame: SyncFrame) => void>;

/** Called with a frame of the type it is listed under. */
export interface SyncHandlers extends BinaryHandlers {
  hello: ControlHandlers["hello"];
  credit: ControlHandlers["credit"];
  ping: ControlHandlers["ping"];
}

export const syncHandlers: SyncHandlers = {
  hello: receiveHello,
  credit: (connection, frame) => connection.credit.grant(frame.bytes),
  ping: (connection, frame) => connection.send({ type: "pong", at: frame.at }),
  stateVector: receiveStateVector,
  update: receiveUpdate,
  chunk: receiveChunk,
  awareness: receivePresence,
  snapshot: (connection) => connection.answerBadFrame("Only the server sends snapshots."),
};

function receiveHello(connection: SyncConnection, frame: Extract<ClientControl, { type: "hello" }>): void {
  if (connection.phase !== "new") {
    connection.answerBadFrame("The hello was sent already.");
    return;
  }
  if (frame.protocol !== protocolVersion) {
    const reason = `This server speaks protocol ${protocolVersion}, the page ${frame.protocol}: reload the page.`;
    connection.close(closeCodes.version, reason);
    return;
  }
  connection.phase = "starting";
  connection.room.welcome(connection, frame.replica).catch((error: unknown) => {
    connection.fail(error);
    connection.close(closeCodes.internal, "The workspace could not be opened.");
  });
}

function receiveStateVector(connection: SyncConnection, frame: SyncFrame): void {
  if (!can(connection.access, "read")) {
    connection.close(closeCodes.forbidden, "You have no access.");
    return;
  }
  let known: Map<number, number>;
  try {
    known = Y.decodeStateVector(frame.payload);
  } catch {
    // Bytes that are no state vector are the peer's mistake, not ours.
    connection.answerBadFrame("The state vector could not be decoded.");
    return;
  }
  if (!connection.mayAskForSnapshot()) return;
  connection.room.sendMissing(connection, known.size === 0 ? undefined : frame.payload);
}

function receiveUpdate(connection: SyncConnection, frame: SyncFrame): void {
  if (connection.chunks.open) {
    connection.close(closeCodes.badFrame, "A chunk set was left unfinished.");
    return;
  }
  connection.room.takeUpdate(connection, frame);
}

function receiveChunk(connection: SyncConnection, frame: SyncFrame): void {
  const collected = connection.chunks.add(frame);
  if (collected.state === "complete") {
    if (collected.frame.kind === "update") connection.room.takeUpdate(connection, collected.frame);
    else connection.answerBadFrame("Only the server sends snapshots.");
  } else if (collected.state === "refused") {
    if (collected.reason === "too-large") connection.close(closeCodes.tooLarge, "An update holds at most 4 MiB.");
    else connection.close(closeCodes.badFrame, "The chunks are out of order.");
  }
}

function receivePresence(connection: SyncConnection, frame: SyncFrame): void {
  const states = decodePresence(frame.payload);
  if (!states) {
    connection.answerBadFrame("The presence frame could not be decoded.");
    return;
  }
  if (!can(connection.access, "presence") || states.some((state) => state.replica !== connection.replica)) {
    connection.send({
      type: "error",
      code: "forbidden",
      message: "Presence may only speak for its own replica.",
    });
    return;
  }
  for (const state of states) connection.room.setPresence(connection, stampPresence(state, connection.user));
}
