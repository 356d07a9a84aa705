/** Which origin a local change has: typed, pasted, from the assistant, from a program. */
import type * as Y from "yjs";
import { type Origin, origins } from "../../shared/protocol/sync-frame.ts";

const claimed = new WeakMap<Y.Doc, Origin>();

/** Transaction origins of changes that are not this tab's own. */
export const remoteOrigin = { name: "remote" };
export const storedOrigin = { name: "stored" };

/**
 * The changes that `change` makes count as `origin`, whatever transaction origin they use: an editor binding needs its own
 * to recognise its echo. Without it a local change counts as typed.
 */
export function withOrigin<Value>(doc: Y.Doc, origin: Origin, change: () => Value): Value {
  const before = claimed.get(doc);
  claimed.set(doc, origin);
  try {
    return change();
  } finally {
    if (before === undefined) claimed.delete(doc);
    else claimed.set(doc, before);
  }
}

/** The origin of a local change made in a transaction of `transactionOrigin`. */
export function originOf(doc: Y.Doc, transactionOrigin: unknown): Origin {
  return claimed.get(doc) ?? origins.find((origin) => origin === transactionOrigin) ?? "typed";
}
