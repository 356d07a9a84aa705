/** What the client does after a connection ended with a code. Pure. */
import { closeCodes } from "../../shared/protocol/close-codes.ts";
import { localClose } from "./connection.ts";
import { syncLimits } from "./limits.ts";
import type { SyncReason } from "./session.ts";

export type CloseReaction = { kind: "retry"; delayMs: number } | { kind: "stop"; reason: SyncReason; message: string };

export interface CloseFacts {
  code: number;
  reason: string;
  /** Connections in a row that ended before they were in sync. */
  failures: number;
  /** Closes with 4403 since the last acknowledged edit. */
  forbidden: number;
  /** The server's storage refused. */
  serverFull: boolean;
  /** 0 … 1. */
  chance: number;
}

export function closeReaction(facts: CloseFacts): CloseReaction {
  const { code, reason } = facts;
  if (code === localClose.resync) return { kind: "retry", delayMs: 0 };
  if (code === closeCodes.unauthenticated) return { kind: "stop", reason: "unauthenticated", message: reason };
  if (code === closeCodes.version) return { kind: "stop", reason: "version", message: reason };
  // Once may be a role that changed under way; twice is an answer.
  if (code === closeCodes.forbidden && facts.forbidden > 1)
    return { kind: "stop", reason: "forbidden", message: reason };
  const slowDown = code === closeCodes.rate || code === closeCodes.tooLarge || facts.serverFull;
  const doubled = syncLimits.backOffMs * 2 ** Math.min(facts.failures, 10);
  const longest = Math.min(
    syncLimits.longestBackOffMs,
    slowDown ? Math.max(doubled, syncLimits.refusedBackOffMs) : doubled,
  );
  return { kind: "retry", delayMs: Math.round(longest * (0.5 + facts.chance / 2)) };
}
