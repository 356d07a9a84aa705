/** One open workspace: the document, who is there, and whether the work is saved. What the rest of the IDE knows of sync. */
import type { Awareness } from "y-protocols/awareness";
import type * as Y from "yjs";
import type { StoreApi } from "zustand/vanilla";
import type { Dial } from "../../shared/access/dial.ts";
import type { Result } from "../../shared/lib/result.ts";
import type { Role } from "../../shared/protocol/control.ts";
import type { Origin } from "../../shared/protocol/sync-frame.ts";
import type { DocumentError, NewContent, NewFile } from "../../shared/workspace/document.ts";
import type { FileTree } from "../../shared/workspace/tree.ts";
import type { SyncPorts } from "./ports.ts";

/** A store to be read and listened to; `useStore` of zustand takes it as it is. */
export type ReadonlyStore<State> = Pick<StoreApi<State>, "getState" | "getInitialState" | "subscribe">;

/**
 * - `connecting`: first connection, or back-off between two tries within the first seconds.
 * - `saved`: every edit is acknowledged by the server. `saving`: some are not yet.
 * - `offline`: no connection; edits are kept in this browser and sent later.
 * - `readonly`: this person may read, not edit.
 * - `server-went-back`: the server's store is another or older than known; nothing is sent until `resolveServerWentBack`.
 * - `not-saved`: this browser's storage refuses; edits live in memory only.
 * - `error`: the server refuses for good (signed out, removed, another protocol version); `message` says what to do.
 */
export type SyncState =
  | "connecting"
  | "saved"
  | "saving"
  | "offline"
  | "readonly"
  | "server-went-back"
  | "not-saved"
  | "error";

export interface SyncStatus {
  state: SyncState;
  /** Edits that the server has not acknowledged. */
  pending: number;
  /** Undefined until the server (or, offline, this browser's memory of it) has told. */
  role: Role | undefined;
  /** A code when the state needs words: the UI translates it. */
  reason: SyncReason | undefined;
  /** The same in English, with detail. */
  message: string;
}

export type SyncReason =
  | "unauthenticated"
  | "forbidden"
  | "version"
  | "storage-full"
  | "edit-refused"
  | "server-restored"
  | "not-found"
  | "rate";

/** `edit-refused`: the server's document was taken. `rewritten`: ours was written on top of it. `kept-apart`: ours is workspace `forkedTo`. */
export type Replacement =
  | { reason: "edit-refused"; message: string }
  | { reason: "rewritten" }
  | { reason: "kept-apart"; forkedTo: string };

/** Somebody in the workspace now, from awareness; `cursor` fields are y-codemirror's and stay in the awareness state. */
export interface Person {
  /** Yjs client id of one tab. */
  clientId: number;
  userId: string;
  name: string;
  /** CSS colour. */
  color: string;
  self: boolean;
  /** Id of the file in that person's active editor, when they told. */
  fileId: string | undefined;
}

/** The id of the row concerned, or why nothing was changed. */
export type FilesResult = Result<string, DocumentError | "read-only" | "upload-failed">;

/** The tree and the changes a person or program makes to it. Every change names its origin. */
export interface WorkspaceFiles {
  /** The tree as shown; a new object after each change of it, not after text edits. */
  tree: ReadonlyStore<FileTree>;
  /** Adds a file or folder at a path, with the folders that are missing. Gives the id. */
  create(path: string, content: NewContent, origin?: Origin): FilesResult;
  /** Adds a row to a folder; `parent` is the folder's id, "" for the top. */
  createIn(parent: string, name: string, content: NewContent, origin?: Origin): FilesResult;
  /** Adds bytes at a path: as text when they are text of at most 1 MiB, else uploaded as a blob. */
  createFromBytes(path: string, bytes: Uint8Array<ArrayBuffer>, origin?: Origin): Promise<FilesResult>;
  /** Adds many at once; one result each, in order. */
  createMany(files: readonly NewFile[], origin?: Origin): FilesResult[];
  /** Makes the file's content these bytes: text by the smallest replacement, so that cursors stay. */
  write(id: string, bytes: Uint8Array<ArrayBuffer>, origin?: Origin): Promise<FilesResult>;
  rename(id: string, name: string, origin?: Origin): FilesResult;
  /** `parent` is a folder's id, "" for the top. */
  move(id: string, parent: string, name?: string, origin?: Origin): FilesResult;
  delete(id: string, origin?: Origin): FilesResult;
  /** The text to edit together; undefined for folders, blobs and files that are gone. Line ends inside are `\n` for CRLF files. */
  text(id: string): Y.Text | undefined;
  /** The bytes a program would read. Undefined when a blob cannot be fetched now. */
  bytes(id: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
}

export interface WorkspaceSession {
  workspaceId: string;
  doc: Y.Doc;
  files: WorkspaceFiles;
  /** Local fields to set: `cursor` (y-codemirror does), `file` (id of the active editor's file). Id, name and colour are the server's. */
  awareness: Awareness;
  people: ReadonlyStore<readonly Person[]>;
  status: ReadonlyStore<SyncStatus>;
  /** What the assistant may do here; undefined until the server has told. */
  dial: ReadonlyStore<Dial | undefined>;
  /** Undo of this tab's own typing in one file; the same manager for the same file. `stopCapturing()` makes a step. */
  undoFor(fileId: string): Y.UndoManager | undefined;
  /**
   * After `server-went-back`: "push" writes this browser's content over the server's, "fork" puts it into a new workspace
   * and takes the server's here. `replaced` resolves when that is done.
   */
  resolveServerWentBack(choice: "push" | "fork"): void;
  /**
   * Resolves when the document was replaced and this session has ended: dispose of it and open the workspace again.
   * Rare: after `resolveServerWentBack`, or when the server refused an edit for good.
   */
  replaced: Promise<Replacement>;
  /** Tries to connect now instead of after the back-off; a no-op while connected. */
  reconnect(): void;
  /** Resolves when the server has acknowledged every edit made so far. */
  saved(): Promise<void>;
  dispose(): Promise<void>;
}

/** Opens a workspace: shows what this browser holds at once, then connects. `open-workspace.ts` and `browser-ports.ts` have the bodies. */
export type OpenWorkspace = (options: { workspaceId: string; ports: SyncPorts }) => Promise<WorkspaceSession>;
