/** Keeps the context Worker's copy of the project's files equal with the document, in slices, without those that no model may see. */
import * as Y from "yjs";
import { contextLimits } from "../../../shared/context/limits.ts";
import type { FileTree, TreeRow } from "../../../shared/workspace/tree.ts";
import { IgnoredPaths, isIgnoreFile } from "./ignored-paths.ts";
import { RecentEdits } from "./recent-edits.ts";

/** The project as context needs it. */
export interface Project {
  doc: Y.Doc;
  files: {
    tree: { getState(): FileTree; subscribe(changed: (tree: FileTree) => void): () => void };
    text(id: string): Y.Text | undefined;
  };
}

export interface FeedPorts {
  setFile(path: string, text: string): void;
  removeFile(path: string): void;
  after(delayMs: number, task: () => void): () => void;
  now(): number;
}

export class Feed {
  readonly edits = new RecentEdits();
  readonly #project: Project;
  readonly #ports: FeedPorts;
  /** Path under which the Worker knows a file, by its id. */
  readonly #fed = new Map<string, string>();
  readonly #ids = new Map<string, string>();
  readonly #stale = new Set<string>();
  readonly #stops: (() => void)[];
  readonly #ignored = new IgnoredPaths();
  #stopTimer: (() => void) | undefined;

  constructor(project: Project, ports: FeedPorts) {
    this.#project = project;
    this.#ports = ports;
    const { tree } = project.files;
    const rows = project.doc.getMap("files");
    const onEdit = (events: Y.YEvent<Y.AbstractType<unknown>>[]) => this.#onEdit(events);
    rows.observeDeep(onEdit);
    this.#stops = [() => rows.unobserveDeep(onEdit), tree.subscribe((now) => this.#onTree(now))];
    this.#onTree(tree.getState());
  }

  /** True for a file that no model may see. */
  ignores(path: string): boolean {
    return this.#ignored.has(path);
  }

  /** Of a file that a model may see, as it is called now. */
  pathOf(id: string): string | undefined {
    return this.#feedPath(this.#project.files.tree.getState().byId.get(id));
  }

  /** False for what the Worker knows and must forget: it hears of it a moment later. */
  has(path: string): boolean {
    const id = this.#ids.get(path);
    return id !== undefined && this.pathOf(id) === path;
  }

  dispose(): void {
    for (const stop of this.#stops) stop();
    this.#stopTimer?.();
  }

  #onTree(tree: FileTree): void {
    const isNew = this.#ignored.read(tree, ({ id }) => this.#project.files.text(id)?.toString() ?? "");
    for (const id of new Set([...this.#fed.keys(), ...tree.byId.keys()])) {
      if (isNew || this.#fed.get(id) !== tree.byId.get(id)?.path) this.#change(id, 0);
    }
  }

  #onEdit(events: Y.YEvent<Y.AbstractType<unknown>>[]): void {
    for (const event of events) {
      const [id, field] = event.path;
      if (typeof id !== "string") continue;
      const row = this.#project.files.tree.getState().byId.get(id);
      if (row && isIgnoreFile(row.name)) this.#onTree(this.#project.files.tree.getState());
      if (event instanceof Y.YTextEvent) {
        if (event.transaction.local) this.edits.note(id, event.target, offsetOf(event.delta));
        this.#change(id, contextLimits.settleMs);
      } else if (field === "text" || event.changes.keys.has("text")) this.#change(id, 0);
    }
  }

  #change(id: string, delayMs: number): void {
    this.#stale.add(id);
    if (delayMs === 0) {
      this.#stopTimer?.();
      this.#stopTimer = undefined;
    }
    this.#stopTimer ??= this.#ports.after(delayMs, () => this.#slice());
  }

  #slice(): void {
    this.#stopTimer = undefined;
    const from = this.#ports.now();
    for (const id of this.#stale) {
      this.#stale.delete(id);
      this.#put(id);
      if (this.#ports.now() - from >= contextLimits.sliceMs) break;
    }
    if (this.#stale.size > 0) this.#stopTimer ??= this.#ports.after(0, () => this.#slice());
  }

  #put(id: string): void {
    const { files } = this.#project;
    const path = this.#feedPath(files.tree.getState().byId.get(id));
    const before = this.#fed.get(id);
    // Another file may have taken the name meanwhile.
    if (before !== undefined && before !== path && this.#ids.get(before) === id) {
      this.#ports.removeFile(before);
      this.#ids.delete(before);
    }
    const text = path === undefined ? undefined : files.text(id);
    if (path === undefined || !text) return void this.#fed.delete(id);
    this.#fed.set(id, path);
    this.#ids.set(path, id);
    this.#ports.setFile(path, text.toString());
  }

  #feedPath(row: TreeRow | undefined): string | undefined {
    return row?.kind === "file" && !this.#ignored.has(row.path) ? row.path : undefined;
  }
}

function offsetOf(delta: Y.YTextEvent["delta"]): number {
  return delta[0]?.retain ?? 0;
}
