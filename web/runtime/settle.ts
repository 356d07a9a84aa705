/** Carries out what was decided about a path. */
import { contentFromBytes, joinLineEnding } from "../../shared/workspace/content.ts";
import type { NewFile } from "../../shared/workspace/document.ts";
import type { Clock } from "../sync/ports.ts";
import type { FilesResult, WorkspaceSession } from "../sync/session.ts";
import { folder, missing } from "./decide.ts";
import { digestOf } from "./digest.ts";
import { type EngineFiles, nameOf, parentOf } from "./engine-files.ts";
import { runtimeLimits } from "./limits.ts";
import type { Rename, Seen } from "./look.ts";
import { mergeTexts } from "./merge.ts";
import { type Agreement, decodeText } from "./mount-tree.ts";
import type { PathQueue } from "./path-queue.ts";

export interface SettlerOptions {
  engineFiles: EngineFiles;
  session: WorkspaceSession;
  agreed: Map<string, Agreement>;
  queue: PathQueue;
  clock: Clock;
  onNotice(message: string): void;
}

interface Found {
  file: NewFile;
  agreement: Agreement;
  size: number;
}

export class Settler {
  readonly #options: SettlerOptions;
  /** New text files of programs, to be added many at a time. */
  #found: Found[] = [];

  constructor(options: SettlerOptions) {
    this.#options = options;
  }

  async settle(seen: Seen): Promise<void> {
    switch (seen.decision) {
      case "nothing":
        return;
      case "agree":
        this.#agree(seen.path, seen.engine.state, seen.engine.bytes);
        return;
      case "to-engine":
        return this.#toEngine(seen);
      case "to-document":
        return this.#toDocument(seen);
      case "merge":
        return this.#merge(seen);
    }
  }

  /** A program moved a file: its row moves, so that its history and the cursors in it stay. */
  rename({ from, to }: Rename, paths: Map<string, string>): void {
    const { session, agreed } = this.#options;
    const parentPath = parentOf(to.path);
    const { byPath } = session.files.tree.getState();
    const made =
      parentPath === "" || byPath.has(parentPath)
        ? undefined
        : session.files.create(parentPath, { kind: "folder" }, "program");
    const parent = made?.ok ? made.value : byPath.get(parentPath)?.id;
    if (!from.row || (parentPath !== "" && parent === undefined)) return;
    // Told before the tree changes: the engine has moved it already.
    paths.set(from.row.id, to.path);
    const moved = session.files.move(from.row.id, parent ?? "", nameOf(to.path), "program");
    if (!moved.ok) {
      paths.set(from.row.id, from.path);
      this.#options.onNotice(moved.message);
      return;
    }
    agreed.delete(from.path);
    this.#agree(to.path, to.engine.state, to.engine.bytes);
    if (parentPath !== "") agreed.set(parentPath, { state: folder });
  }

  /** Adds the new files found by the last round. */
  createFound(): void {
    const { session, clock } = this.#options;
    while (this.#found.length > 0) {
      const batch = this.#takeBatch();
      const results = session.files.createMany(
        batch.map(({ file }) => file),
        "program",
      );
      for (const [index, { file, agreement }] of batch.entries()) {
        const result = results[index];
        if (result && this.#accepted(result)) this.#options.agreed.set(file.path, agreement);
        this.#options.queue.published(file.path, clock.now());
      }
    }
  }

  async #toEngine({ path, document, engine }: Seen): Promise<void> {
    const { engineFiles, agreed } = this.#options;
    const clash = (engine.state === folder) !== (document.state === folder) && engine.state !== missing;
    if (document.state === missing || clash) {
      await engineFiles.rm(path, { recursive: true, force: true });
      for (const other of [...agreed.keys()]) if (other === path || other.startsWith(`${path}/`)) agreed.delete(other);
    }
    if (document.state === missing) return;
    const parent = parentOf(path);
    if (document.state === folder) await engineFiles.mkdir(path, { recursive: true });
    else if (parent !== "") await engineFiles.mkdir(parent, { recursive: true });
    // Noted first: the write's own event then finds both sides equal.
    this.#agree(path, document.state, document.bytes);
    if (document.bytes) await engineFiles.writeFile(path, document.bytes);
  }

  async #toDocument(seen: Seen): Promise<void> {
    const { session, queue, clock } = this.#options;
    const { path, row, engine, document } = seen;
    if (!queue.mayPublish(path, clock.now()) || (await this.#movedOn(seen))) return;
    if (engine.state === missing && row) {
      await this.#deleteRow(seen, row.id);
      return;
    }
    const clash = document.state !== missing && (document.state === folder) !== (engine.state === folder);
    if (row && clash) session.files.delete(row.id, "program");
    if (engine.state === folder) {
      if (this.#accepted(session.files.create(path, { kind: "folder" }, "program"))) this.#agree(path, folder);
    } else if (engine.bytes) {
      await this.#publish(path, clash ? undefined : row?.id, engine.bytes, engine.state);
    }
  }

  async #publish(path: string, id: string | undefined, bytes: Uint8Array<ArrayBuffer>, state: string): Promise<void> {
    const { session, queue, clock } = this.#options;
    const content = contentFromBytes(bytes);
    if (id === undefined && content.kind === "text") {
      const text = joinLineEnding(content.text, content.lineEnding);
      this.#found.push({
        file: { path, content: { kind: "file", text } },
        agreement: agreementOf(state, bytes),
        size: bytes.length,
      });
      return;
    }
    const result =
      id === undefined
        ? await session.files.createFromBytes(path, bytes, "program")
        : await session.files.write(id, bytes, "program");
    queue.published(path, clock.now());
    if (this.#accepted(result)) this.#agree(path, state, bytes);
  }

  /** A folder goes only when nothing is left in it: a person may have edited a file of it. */
  async #deleteRow(seen: Seen, id: string): Promise<void> {
    const { session, agreed, queue, clock } = this.#options;
    const left = session.files.tree.getState().children.get(id) ?? [];
    if (left.length > 0) {
      await this.#toEngine(seen);
      return;
    }
    if (!this.#accepted(session.files.delete(id, "program"))) return;
    agreed.delete(seen.path);
    queue.published(seen.path, clock.now());
  }

  async #merge(seen: Seen): Promise<void> {
    const { session, engineFiles, queue, clock } = this.#options;
    const { path, row, engine, document, base } = seen;
    const texts = [engine, document].map(
      ({ bytes }) => bytes && contentFromBytes(bytes).kind === "text" && decodeText(bytes),
    );
    const [theirs, ours] = texts;
    const joined =
      base.text !== undefined && typeof theirs === "string" && typeof ours === "string"
        ? mergeTexts(base.text, theirs, ours)
        : undefined;
    if (joined === undefined || !row) {
      await this.#toEngine(seen);
      return;
    }
    if (await this.#movedOn(seen)) return;
    const bytes = new TextEncoder().encode(joined);
    if (!this.#accepted(await session.files.write(row.id, bytes, "program"))) return;
    queue.published(path, clock.now());
    this.#agree(path, digestOf(bytes), bytes);
    await engineFiles.writeFile(path, bytes);
  }

  /** Whether somebody typed since the document was looked at. No key can come between this answer and the write after it. */
  async #movedOn({ path, row, document }: Seen): Promise<boolean> {
    const { session, queue, clock } = this.#options;
    const now = session.files.tree.getState().byPath.get(path);
    const text = now && session.files.text(now.id);
    const bytes = text && (await session.files.bytes(now.id));
    if (now?.id === row?.id && (!bytes || digestOf(bytes) === document.state)) return false;
    queue.add(path, clock.now(), runtimeLimits.toEngineDelayMs);
    return true;
  }

  #agree(path: string, state: string, bytes?: Uint8Array): void {
    if (state === missing) this.#options.agreed.delete(path);
    else this.#options.agreed.set(path, agreementOf(state, bytes));
  }

  #accepted(result: FilesResult): boolean {
    this.#options.onNotice(result.ok ? "" : result.message);
    return result.ok;
  }

  #takeBatch(): Found[] {
    let bytes = 0;
    const full = this.#found.findIndex((each, index) => {
      bytes += each.size;
      return index > 0 && (bytes > runtimeLimits.maxBytesPerBatch || index >= runtimeLimits.maxFilesPerBatch);
    });
    return this.#found.splice(0, full < 0 ? this.#found.length : full);
  }
}

function agreementOf(state: string, bytes: Uint8Array | undefined): Agreement {
  const text = bytes && contentFromBytes(bytes).kind === "text" ? decodeText(bytes) : undefined;
  return { state, ...(text !== undefined && { text }) };
}
