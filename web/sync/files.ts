/** The workspace's files as the IDE sees and changes them. */
import * as Y from "yjs";
import { createStore, type StoreApi } from "zustand/vanilla";
import { fail } from "../../shared/lib/result.ts";
import { workspaceLimits } from "../../shared/protocol/limits.ts";
import type { Origin } from "../../shared/protocol/sync-frame.ts";
import { bytesFromText, contentFromBytes, joinLineEnding } from "../../shared/workspace/content.ts";
import {
  createEntry,
  createFile,
  createFiles,
  type DocumentResult,
  deleteEntry,
  moveEntry,
  type NewContent,
  type NewFile,
  renameEntry,
  setContent,
  textOf,
} from "../../shared/workspace/document.ts";
import { idFromBytes } from "../../shared/workspace/ids.ts";
import { filesOf, lineEndingOf } from "../../shared/workspace/row.ts";
import { type FileTree, fileTree } from "../../shared/workspace/tree.ts";
import { withOrigin } from "./origin.ts";
import type { SyncPorts } from "./ports.ts";
import type { FilesResult, WorkspaceFiles } from "./session.ts";

type FileOrBlob = Exclude<NewContent, { kind: "folder" }>;

export interface FilesOptions {
  workspaceId: string;
  doc: Y.Doc;
  ports: Pick<SyncPorts, "blobs" | "random">;
  mayEdit(): boolean;
}

export class SessionFiles implements WorkspaceFiles {
  readonly tree: StoreApi<FileTree>;
  readonly #options: FilesOptions;

  constructor(options: FilesOptions) {
    this.#options = options;
    this.tree = createStore(() => fileTree(options.doc));
    filesOf(options.doc).observeDeep(this.#onChange);
  }

  create(path: string, content: NewContent, origin: Origin = "typed"): FilesResult {
    return this.#change(origin, (doc) => createFile(doc, path, content, this.#newId));
  }

  createIn(parent: string, name: string, content: NewContent, origin: Origin = "typed"): FilesResult {
    return this.#change(origin, (doc) => createEntry(doc, { id: this.#newId(), parent, name, content }));
  }

  async createFromBytes(path: string, bytes: Uint8Array<ArrayBuffer>, origin: Origin = "paste"): Promise<FilesResult> {
    const content = await this.#contentOf(bytes);
    return content ? this.create(path, content, origin) : notUploaded();
  }

  createMany(files: readonly NewFile[], origin: Origin = "typed"): FilesResult[] {
    const { doc, mayEdit } = this.#options;
    if (!mayEdit()) return files.map(readOnly);
    return withOrigin(doc, origin, () => createFiles(doc, files, this.#newId));
  }

  async write(id: string, bytes: Uint8Array<ArrayBuffer>, origin: Origin = "paste"): Promise<FilesResult> {
    const content = await this.#contentOf(bytes);
    return content ? this.#change(origin, (doc) => setContent(doc, id, content)) : notUploaded();
  }

  rename(id: string, name: string, origin: Origin = "typed"): FilesResult {
    return this.#change(origin, (doc) => renameEntry(doc, id, name));
  }

  move(id: string, parent: string, name?: string, origin: Origin = "typed"): FilesResult {
    return this.#change(origin, (doc) => moveEntry(doc, id, parent, name));
  }

  delete(id: string, origin: Origin = "typed"): FilesResult {
    return this.#change(origin, (doc) => deleteEntry(doc, id));
  }

  text(id: string): Y.Text | undefined {
    return this.tree.getState().byId.has(id) ? textOf(this.#options.doc, id) : undefined;
  }

  async bytes(id: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const text = this.text(id);
    if (text) return bytesFromText(text.toString(), lineEndingOf(filesOf(this.#options.doc).get(id)));
    const blob = this.tree.getState().byId.get(id)?.blob;
    return blob && this.#options.ports.blobs.get(this.#options.workspaceId, blob.hash);
  }

  dispose(): void {
    filesOf(this.#options.doc).unobserveDeep(this.#onChange);
  }

  /** The bytes as text, or as a blob that the server has; undefined when it could not be uploaded. */
  async #contentOf(bytes: Uint8Array<ArrayBuffer>): Promise<FileOrBlob | undefined> {
    const read = contentFromBytes(bytes);
    if (read.kind === "text") return { kind: "file", text: joinLineEnding(read.text, read.lineEnding) };
    const { workspaceId, ports, mayEdit } = this.#options;
    if (!mayEdit() || bytes.length > workspaceLimits.maxBlobBytes) return undefined;
    const hash = await ports.blobs.sha256(bytes);
    return (await ports.blobs.put(workspaceId, hash, bytes)) ? { kind: "blob", hash, size: bytes.length } : undefined;
  }

  #change(origin: Origin, change: (doc: Y.Doc) => DocumentResult): FilesResult {
    const { doc, mayEdit } = this.#options;
    return mayEdit() ? withOrigin(doc, origin, () => change(doc)) : readOnly();
  }

  readonly #newId = (): string => idFromBytes(this.#options.ports.random(16));

  readonly #onChange = (events: readonly Y.YEvent<Y.AbstractType<unknown>>[]): void => {
    // Typing changes no row; only in a deleted file does it bring the row back.
    const rowsChanged = events.some(({ target }) => {
      const row = target.parent;
      return !(target instanceof Y.Text) || !(row instanceof Y.Map) || row.has("deleted");
    });
    if (rowsChanged) this.tree.setState(fileTree(this.#options.doc), true);
  };
}

function notUploaded(): FilesResult {
  return fail("upload-failed", "The file could not be uploaded: it is over 50 MiB, or the server cannot be reached.");
}

function readOnly(): FilesResult {
  return fail("read-only", "You may look at this workspace, not change it.");
}
