import { ByteQueue } from "./byte-queue.ts";
import type { DatagramDescription } from "./datagram-socket.ts";
import type { DeviceNode, FileNode, FolderNode, Inode } from "./inode.ts";
import type { Endpoint } from "./ip-address.ts";
import { limits } from "./limits.ts";
import type { ListenerDescription } from "./listener.ts";
import type { PassedDescriptor } from "./passed-descriptors.ts";
import type { DescriptorKind } from "./protocol.ts";
import type { Terminal } from "./terminal.ts";

/** What an open descriptor refers to; several descriptors, of several processes, may share one. */
export type Description =
  | FileDescription
  | FolderDescription
  | DeviceDescription
  | TerminalDescription
  | StreamDescription
  | ListenerDescription
  | DatagramDescription;

export interface Shared {
  /** Descriptors that refer to this; the last close releases it. */
  references: number;
}
export interface FileDescription extends Shared {
  type: "file";
  node: FileNode;
  position: number;
  append: boolean;
  canRead: boolean;
  canWrite: boolean;
  /** For change events. */
  folder: FolderNode;
  name: string;
}
export interface FolderDescription extends Shared {
  type: "folder";
  node: FolderNode;
}
export interface DeviceDescription extends Shared {
  type: "device";
  node: DeviceNode;
}
export interface TerminalDescription extends Shared {
  type: "terminal";
  terminal: Terminal;
}
/** One end of a two-way byte stream: a pipe, a connection over TCP (`socket`) or over a path (`local`). */
export interface StreamDescription extends Shared {
  type: "stream";
  kind: StreamKind;
  incoming: ByteQueue;
  outgoing: ByteQueue;
  /** Of a TCP connection. */
  names?: { local: Endpoint; remote: Endpoint };
}
type StreamKind = "pipe" | "socket" | "local";

/** Two ends, each reading what the other writes. */
export function streamPair(kind: StreamKind): [StreamDescription, StreamDescription] {
  const forth = new ByteQueue(limits.pipeBytes);
  const back = new ByteQueue(limits.pipeBytes);
  return [
    { type: "stream", kind, references: 0, incoming: back, outgoing: forth },
    { type: "stream", kind, references: 0, incoming: forth, outgoing: back },
  ];
}

export function descriptorKind(description: Description): DescriptorKind {
  switch (description.type) {
    case "file":
      return "file";
    case "folder":
      return "directory";
    case "device":
      return description.node.device === "tty" ? "tty" : description.node.device === "null" ? "null" : "file";
    case "terminal":
      return "tty";
    case "stream":
      return description.kind === "socket" ? "socket" : "pipe";
    case "listener":
      return description.path === null ? "socket" : "pipe";
    case "datagram":
      return "datagram";
  }
}

/** Takes one reference away; the last one closes what stands behind. */
export function dropReference(description: Description, releaseNode: (node: Inode) => void): void {
  if (--description.references > 0) return;
  switch (description.type) {
    case "file":
    case "folder":
    case "device":
      releaseNode(description.node);
      return;
    case "terminal":
      return;
    case "stream":
      // As TCP: who closes with bytes unread tells the other side that they are lost.
      if (description.kind === "socket" && description.incoming.size > 0) resetStream(description);
      description.outgoing.end();
      description.incoming.break();
      return;
    case "listener":
    case "datagram":
      description.close();
      return;
  }
}

/** Ends a connection so that the other side reads ECONNRESET behind what has arrived. */
export function resetStream({ incoming, outgoing }: StreamDescription): void {
  outgoing.end("ECONNRESET");
  incoming.break();
}

/** Bytes waiting, the end, or neither: null for a description that cannot be read as a stream. */
export function incomingQueue(description: Description): ByteQueue | null {
  if (description.type === "stream") return description.incoming;
  return description.type === "terminal" ? description.terminal.input : null;
}

/** Where a stream description's writes go: null for one that is not a stream. */
export function outgoingQueue(description: Description): ByteQueue | null {
  if (description.type === "stream") return description.outgoing;
  return description.type === "terminal" ? description.terminal.output : null;
}

/** Appends what fits; a terminal turns "\n" into "\r\n". */
export function pushOutgoing(description: Description, data: Uint8Array, passed?: PassedDescriptor): number {
  if (description.type === "stream") return description.outgoing.push(data, passed);
  return description.type === "terminal" ? description.terminal.write(data) : 0;
}
