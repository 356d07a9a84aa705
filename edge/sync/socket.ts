/** A WebSocket as the rooms see it, and who is behind it. */
import type { AccessRole } from "../../shared/access/can.ts";
import type { WireUser } from "../../shared/protocol/control.ts";

export interface RoomSocket {
  send(data: string | Uint8Array): void;
  close(code: number, reason: string): void;
}

export interface Identity {
  user: WireUser;
  access: AccessRole;
}
