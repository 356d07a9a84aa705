/** The one word for "is my work safe", worked out from what the client knows. Pure. */
import type { Role } from "../../shared/protocol/control.ts";
import type { SyncReason, SyncStatus } from "./session.ts";

export interface SyncFacts {
  /** `down` before the first connection and right after a loss, `offline` after some seconds of it. */
  link: "down" | "offline" | "live";
  pending: number;
  role: Role | undefined;
  wentBack: boolean;
  /** This browser's storage refuses. */
  storeFailing: boolean;
  /** The server's storage refuses. */
  serverFull: boolean;
  fatal: { reason: SyncReason; message: string } | undefined;
}

export const firstFacts: SyncFacts = {
  link: "down",
  pending: 0,
  role: undefined,
  wentBack: false,
  storeFailing: false,
  serverFull: false,
  fatal: undefined,
};

export function statusOf(facts: SyncFacts): SyncStatus {
  const { pending, role, fatal } = facts;
  const shown = { pending, role, reason: undefined, message: "" };
  if (fatal) return { ...shown, state: "error", ...fatal };
  if (facts.wentBack) {
    const message = "The server holds an older or another version of this workspace. Your work is kept here.";
    return { ...shown, state: "server-went-back", reason: "server-restored", message };
  }
  if (facts.serverFull && pending > 0) {
    const message = "The server's disk is full. Your edits stay in this browser and are sent again.";
    return { ...shown, state: "not-saved", reason: "storage-full", message };
  }
  if (facts.storeFailing && pending > 0) {
    const message = "This browser has no room to store your edits. Keep this tab open until they are saved.";
    return { ...shown, state: "not-saved", reason: "storage-full", message };
  }
  if (facts.link === "offline") return { ...shown, state: "offline" };
  if (facts.link !== "live") return { ...shown, state: "connecting" };
  if (role === "viewer" && pending > 0) {
    const message = "You may only look at this workspace now. Edits that were not sent yet are kept in this browser.";
    return { ...shown, state: "readonly", reason: "edit-refused", message };
  }
  if (role === "viewer") return { ...shown, state: "readonly" };
  return { ...shown, state: pending > 0 ? "saving" : "saved" };
}

export function sameStatus(one: SyncStatus, other: SyncStatus): boolean {
  return (
    one.state === other.state &&
    one.pending === other.pending &&
    one.role === other.role &&
    one.reason === other.reason &&
    one.message === other.message
  );
}
