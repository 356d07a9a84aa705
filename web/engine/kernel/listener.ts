import { resetStream, type Shared, type StreamDescription } from "./descriptions.ts";
import { limits } from "./limits.ts";
import type { Bound } from "./port-table.ts";
import { fail } from "./system-error.ts";

/** Takes one connection over for a process; false when it has no descriptor left. */
export type Acceptor = (end: StreamDescription) => boolean;

/** A socket that takes connections. Who inherits its descriptor may take them too, in turn. */
export interface ListenerDescription extends Shared, Bound {
  type: "listener";
  /** Null for TCP. */
  path: string | null;
  /** Its name in the file tree. */
  setMode(mode: number): void;
  backlog: number;
  readonly waiting: StreamDescription[];
  readonly acceptors: Acceptor[];
  close(): void;
}

/** Hands a connection to the next process that accepts, or keeps it until one does; ECONNREFUSED when too many wait. */
export function offer(listener: ListenerDescription, end: StreamDescription): void {
  if (listener.acceptors.length === 0 && listener.waiting.length >= Math.min(listener.backlog, limits.backlog))
    fail("ECONNREFUSED");
  listener.waiting.push(end);
  handOut(listener);
}

/** Connections come to `acceptor` until the returned function is called. */
export function startAccepting(listener: ListenerDescription, acceptor: Acceptor): () => void {
  listener.acceptors.push(acceptor);
  handOut(listener);
  return () => {
    const index = listener.acceptors.indexOf(acceptor);
    if (index >= 0) listener.acceptors.splice(index, 1);
  };
}

/** Connections that nobody took end with the listener. */
export function dropWaiting(listener: ListenerDescription): void {
  for (const end of listener.waiting.splice(0)) resetStream(end);
}

function handOut(listener: ListenerDescription): void {
  const { waiting, acceptors } = listener;
  while (waiting.length > 0 && acceptors.length > 0) {
    const end = waiting.shift();
    const acceptor = acceptors.shift();
    if (!end || !acceptor) return;
    acceptors.push(acceptor);
    if (!acceptor(end)) resetStream(end);
  }
}
