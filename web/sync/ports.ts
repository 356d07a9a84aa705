/** What sync needs of the platform, handed in: tests give fakes of these and of nothing else. */

import type { Role } from "../../shared/protocol/control.ts";
import type { Origin } from "../../shared/protocol/sync-frame.ts";

export interface SyncPorts {
  /** Opens a socket to the workspace's sync address. */
  connect(workspaceId: string): SyncSocket;
  openStore(workspaceId: string): Promise<WorkspaceStore>;
  clock: Clock;
  /** Fresh random bytes. */
  random(count: number): Uint8Array;
  locks: Locks;
  openChannel(name: string): Channel;
  blobs: BlobPort;
  /** Why a socket that never opened may have failed, asked over HTTP. */
  probe(workspaceId: string): Promise<"reachable" | "unreachable" | "unauthenticated" | "not-found">;
  /** Calls `task` when a connection has become likely (network back, tab shown); the returned function stops that. */
  onWake(task: () => void): () => void;
  /** A new empty workspace of this user's; undefined when the server cannot make one now. */
  createWorkspace(): Promise<string | undefined>;
}

/** The part of a WebSocket in use. Handlers are set once, before the first event. */
export interface SyncSocket {
  onOpen: () => void;
  onMessage: (data: string | Uint8Array) => void;
  onClose: (code: number, reason: string) => void;
  send(data: string | Uint8Array): void;
  close(): void;
}

export interface Clock {
  now(): number;
  /** Runs `task` once after `delayMs`; the returned function calls it off. */
  after(delayMs: number, task: () => void): () => void;
}

export interface Locks {
  /** Whether the lock was free; if so it is held until `released` resolves. */
  tryHold(name: string, released: Promise<void>): Promise<boolean>;
}

export interface Channel {
  post(message: unknown): void;
  onMessage: (message: unknown) => void;
  close(): void;
}

export interface BlobPort {
  sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string>;
  put(workspaceId: string, hash: string, bytes: Uint8Array<ArrayBuffer>): Promise<boolean>;
  get(workspaceId: string, hash: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
}

/** What this browser remembers of a workspace besides updates. */
export interface StoredMeta {
  /** Replica ids that the server granted to tabs of this browser; a new tab takes over one that no living tab holds. */
  replicas: number[];
  /** Store of the server as last seen. */
  known: { epoch: string; head: number } | undefined;
  role: Role | undefined;
}

/** One edit that the server has not acknowledged. */
export interface OutboxEntry {
  /** Sorts in the order the edits of one replica were made. */
  key: string;
  replica: number;
  origin: Origin;
  update: Uint8Array;
}

export interface StoredWorkspace {
  /** The acknowledged document as a list of Yjs updates; the outbox holds the rest. */
  updates: Uint8Array[];
  outbox: OutboxEntry[];
  meta: StoredMeta;
}

/** One change of the store; all of it is kept or none. */
export interface StoreChange {
  /** Updates to add to the document; after `compactTo`, when both are given. */
  updates?: Uint8Array[];
  /** Replaces the updates that came or went through this store object by one; what other tabs wrote meanwhile stays. */
  compactTo?: Uint8Array;
  /** Removes every stored update first, those of other tabs too. */
  replace?: boolean;
  outboxAdd?: OutboxEntry[];
  /** Keys that the server has acknowledged. */
  outboxRemove?: string[];
  meta?: Partial<Omit<StoredMeta, "replicas">>;
  /** Joins `meta.replicas`. */
  granted?: number;
}

/** Document, outbox and known server of one workspace, in one place with one transaction a change. */
export interface WorkspaceStore {
  /** Who loads applies all of it to the document that `compactTo` is made of. */
  load(): Promise<StoredWorkspace>;
  /** Resolves when the change is on disk; rejects when the disk refuses (quota). */
  apply(change: StoreChange): Promise<void>;
  close(): void;
}
