import type { Shared } from "./descriptions.ts";
import type { Endpoint, IpAddress } from "./ip-address.ts";
import type { Bound } from "./port-table.ts";
import type { ErrorCode } from "./system-error.ts";

export interface Datagram {
  readonly data: Uint8Array;
  readonly from: Endpoint;
}

/** What a program may set; Linux's values to begin with. */
export interface DatagramOptions {
  ttl: number;
  multicastTtl: number;
  multicastLoopback: number;
  broadcast: number;
  /** Bytes that wait unread: beyond, what arrives is lost, as UDP loses it. */
  receiveBuffer: number;
  sendBuffer: number;
}
export const defaultDatagramOptions: DatagramOptions = {
  ttl: 64,
  multicastTtl: 1,
  multicastLoopback: 1,
  broadcast: 0,
  receiveBuffer: 212_992,
  sendBuffer: 212_992,
};

/** A bound UDP socket. */
export interface DatagramDescription extends Shared, Bound {
  type: "datagram";
  /** Set by connect: it sends there and hears nobody else. */
  remote: { ip: IpAddress; port: number } | null;
  readonly options: DatagramOptions;
  /** Groups it is a member of, each with the sources it wants; null = all. */
  readonly groups: Map<string, Set<string> | null>;
  readonly waiting: Datagram[];
  waitingBytes: number;
  /** A connected socket's earlier datagram found nobody: the next call or read says so. */
  failure: ErrorCode | null;
  /** Told when something waits: the processes that read from it, in turn. */
  readonly readers: (() => void)[];
  close(): void;
}

/** Puts a datagram into the socket's buffer; lost when that is full. */
export function receive(socket: DatagramDescription, datagram: Datagram): void {
  if (socket.waitingBytes + datagram.data.length > socket.options.receiveBuffer) return;
  socket.waiting.push(datagram);
  socket.waitingBytes += datagram.data.length;
  wakeNext(socket);
}

/** The next reader that has room takes it and goes behind the others. */
function wakeNext({ readers, waiting }: DatagramDescription): void {
  for (let left = readers.length; left > 0; left--) {
    const reader = readers.shift();
    if (!reader) return;
    readers.push(reader);
    reader();
    if (waiting.length === 0) return;
  }
}

export function fault(socket: DatagramDescription, code: ErrorCode): void {
  socket.failure = code;
  wakeNext(socket);
}

export function take(socket: DatagramDescription): Datagram | undefined {
  const datagram = socket.waiting.shift();
  if (datagram) socket.waitingBytes -= datagram.data.length;
  return datagram;
}

/** The failure that waits, once. */
export function takeFailure(socket: DatagramDescription): ErrorCode | null {
  const { failure } = socket;
  socket.failure = null;
  return failure;
}
