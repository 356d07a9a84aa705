/**
 * Keeps the engine's files and the workspace document equal, both ways.
 *
 * Neither side's events are believed: they only name paths to look at. For each path the engine's bytes, the document's
 * bytes and what both were when last equal decide (`decide.ts`). Equal bytes end it, so an echo cannot go round.
 */
import type { FileSystemTree } from "@webcontainer/api";
import * as Y from "yjs";
import { IgnoreRules } from "../../shared/workspace/ignore.ts";
import { normalizePath } from "../../shared/workspace/path.ts";
import { filesOf } from "../../shared/workspace/row.ts";
import type { FileTree } from "../../shared/workspace/tree.ts";
import type { Clock } from "../sync/ports.ts";
import type { WorkspaceSession } from "../sync/session.ts";
import { folder, missing } from "./decide.ts";
import { type EngineFiles, listFolder } from "./engine-files.ts";
import { runtimeLimits } from "./limits.ts";
import { lookAt, type Seen, takeRenames } from "./look.ts";
import { type Agreement, mountTree } from "./mount-tree.ts";
import { PathQueue } from "./path-queue.ts";
import { Settler } from "./settle.ts";

export interface MirrorOptions {
  session: WorkspaceSession;
  clock: Clock;
  /** A program's file could not be taken into the workspace and stays in the engine; "" when that is over. */
  onNotice(message: string): void;
}

export class Mirror {
  readonly #session: WorkspaceSession;
  readonly #clock: Clock;
  readonly #options: MirrorOptions;
  readonly #queue = new PathQueue();
  #agreed = new Map<string, Agreement>();
  /** Path of each row as last handed to the engine. */
  readonly #paths = new Map<string, string>();
  #moves: { from: string; to: string }[] = [];
  #engine: { files: EngineFiles; settler: Settler; watcher: { close(): void } } | undefined;
  #running: Promise<void> | undefined;
  #cancelTimer: () => void = () => undefined;
  #unsubscribe: () => void = () => undefined;
  #stopped = false;

  constructor(options: MirrorOptions) {
    this.#options = options;
    this.#session = options.session;
    this.#clock = options.clock;
  }

  /** The whole workspace for the engine's `mount`; from now on changes of the document are noted. */
  async prepare(): Promise<FileSystemTree> {
    filesOf(this.#session.doc).observeDeep(this.#onDocument);
    this.#unsubscribe = this.#session.files.tree.subscribe((tree) => this.#onTree(tree));
    for (const row of this.#session.files.tree.getState().rows) this.#paths.set(row.id, row.path);
    const mounted = await mountTree(this.#session.files);
    this.#agreed = mounted.agreed;
    for (const path of mounted.absent) this.#note(path, runtimeLimits.retryMs);
    return mounted.tree;
  }

  /** The tree is mounted in `files`: keep both sides equal until `stop`. */
  start(files: EngineFiles): void {
    const watcher = files.watch("/", { recursive: true }, (_, name) => this.#onEngine(name));
    const settler = new Settler({
      engineFiles: files,
      session: this.#session,
      agreed: this.#agreed,
      queue: this.#queue,
      clock: this.#clock,
      onNotice: (message) => this.#options.onNotice(message),
    });
    this.#engine = { files, settler, watcher };
    this.#schedule();
  }

  /** Brings the engine's files up to date with every edit made so far. */
  async flush(): Promise<void> {
    await this.#running;
    await this.#run(Number.POSITIVE_INFINITY);
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#cancelTimer();
    this.#unsubscribe();
    filesOf(this.#session.doc).unobserveDeep(this.#onDocument);
    this.#engine?.watcher.close();
  }

  readonly #onDocument = (events: readonly Y.YEvent<Y.AbstractType<unknown>>[]): void => {
    for (const { path, target } of events) {
      const changed = this.#paths.get(String(path[0] ?? ""));
      if (changed === undefined) continue;
      if (target instanceof Y.Text && target.length >= runtimeLimits.largeTextChars) this.#noteAfterPause(changed);
      else this.#note(changed, runtimeLimits.toEngineDelayMs);
    }
  };

  #onTree(tree: FileTree): void {
    for (const [id, from] of [...this.#paths]) {
      const to = tree.byId.get(id)?.path;
      if (to === from) continue;
      if (to === undefined) this.#paths.delete(id);
      else {
        this.#paths.set(id, to);
        this.#moves.push({ from, to });
        this.#note(to, runtimeLimits.toEngineDelayMs);
      }
      this.#note(from, runtimeLimits.toEngineDelayMs);
    }
    for (const row of tree.rows) {
      if (this.#paths.has(row.id)) continue;
      this.#paths.set(row.id, row.path);
      this.#note(row.path, runtimeLimits.toEngineDelayMs);
    }
  }

  #onEngine(name: string | Uint8Array): void {
    const raw = typeof name === "string" ? name : new TextDecoder().decode(name);
    // An install touches tens of thousands of paths: the cheapest test comes first.
    if (/(?:^|\/)(?:node_modules|\.git)(?:\/|$)/.test(raw)) return;
    const path = raw.replace(/^\/+/, "");
    const normal = normalizePath(path);
    if (normal.ok && normal.value === path) this.#note(path, runtimeLimits.toDocumentDelayMs);
  }

  #note(path: string, delayMs: number): void {
    this.#queue.add(path, this.#clock.now(), delayMs);
    this.#schedule();
  }

  #noteAfterPause(path: string): void {
    const { largeToEnginePauseMs, largeToEngineMaxMs } = runtimeLimits;
    this.#queue.addAfterPause(path, this.#clock.now(), largeToEnginePauseMs, largeToEngineMaxMs);
    this.#schedule();
  }

  #schedule(): void {
    const { nextAt } = this.#queue;
    if (nextAt === undefined || !this.#engine || this.#stopped || this.#running) return;
    this.#cancelTimer();
    this.#cancelTimer = this.#clock.after(Math.max(0, nextAt - this.#clock.now()), () => {
      void this.#run(this.#clock.now());
    });
  }

  #run(until: number): Promise<void> {
    this.#running ??= this.#reconcile(until).finally(() => {
      this.#running = undefined;
      this.#schedule();
    });
    return this.#running;
  }

  async #reconcile(until: number): Promise<void> {
    const engine = this.#engine;
    if (!engine || this.#stopped) return;
    await this.#moveInEngine(engine.files);
    const seen: Seen[] = [];
    const paths = this.#queue.take(until);
    const known = new Set(paths);
    const rules = this.#ignoreRules();
    for (const path of paths) {
      const found = await this.#look(path, engine.files, rules);
      if (this.#stopped) return;
      if (!found) continue;
      seen.push(found);
      const hidden = found.decision === "nothing" && found.engine.state === folder;
      for (const child of hidden ? [] : await this.#below(found, engine.files)) {
        if (!known.has(child)) paths.push(child);
        known.add(child);
      }
    }
    for (const rename of takeRenames(seen)) engine.settler.rename(rename, this.#paths);
    // Folders appear before what is in them and go after it.
    seen.sort((a, b) => a.path.length - b.path.length);
    const gone = seen.filter(({ engine: { state } }) => state === missing).reverse();
    const there = seen.filter(({ engine: { state } }) => state !== missing);
    for (const each of [...there, ...gone]) await this.#settle(each, engine.settler);
    engine.settler.createFound();
  }

  async #look(path: string, engineFiles: EngineFiles, rules: IgnoreRules): Promise<Seen | undefined> {
    const { files, status } = this.#session;
    const isOurs = files.tree.getState().byPath.has(path) || this.#agreed.has(path);
    if (!isOurs && rules.ignores(path, false)) return undefined;
    const mayPublish = ["owner", "editor"].includes(status.getState().role ?? "");
    const ignores = rules.ignores.bind(rules);
    const seen = await lookAt(path, { engineFiles, files, agreed: this.#agreed, mayPublish, ignores });
    // A blob that cannot be fetched now, or a link to a folder: only the first is worth another look.
    if (!seen && files.tree.getState().byPath.has(path))
      this.#queue.add(path, this.#clock.now(), runtimeLimits.retryMs);
    return seen;
  }

  /** Paths whose own events do not come when their folder appears or goes. */
  async #below({ path, engine, base }: Seen, engineFiles: EngineFiles): Promise<string[]> {
    if (engine.state === folder && base.state !== folder) {
      return (await listFolder(engineFiles, path)).map(({ name }) => `${path}/${name}`);
    }
    if (engine.state !== missing || base.state !== folder) return [];
    return [...this.#agreed.keys()].filter((other) => other.startsWith(`${path}/`));
  }

  async #settle(seen: Seen, settler: Settler): Promise<void> {
    try {
      await settler.settle(seen);
    } catch {
      // The engine's files changed under way or it is going down: look again, unless stopped.
      if (!this.#stopped) this.#queue.add(seen.path, this.#clock.now(), runtimeLimits.retryMs);
    }
  }

  /** Renames of the document become renames in the engine, so that what is ignored moves along. */
  async #moveInEngine(engineFiles: EngineFiles): Promise<void> {
    const moves = this.#moves.splice(0).sort((a, b) => a.from.length - b.from.length);
    for (const { from, to } of moves) {
      if (!this.#agreed.has(from) || this.#agreed.has(to)) continue;
      try {
        const parent = to.slice(0, Math.max(0, to.lastIndexOf("/")));
        if (parent !== "") await engineFiles.mkdir(parent, { recursive: true });
        await engineFiles.rename(from, to);
      } catch {
        // Gone or in the way: looking at both paths makes them right by writing.
        continue;
      }
      for (const [path, agreement] of [...this.#agreed]) {
        if (path !== from && !path.startsWith(`${from}/`)) continue;
        this.#agreed.delete(path);
        this.#agreed.set(to + path.slice(from.length), agreement);
      }
    }
  }

  #ignoreRules(): IgnoreRules {
    const { files } = this.#session;
    const texts = new Map<string, string>();
    for (const row of files.tree.getState().rows) {
      const text = row.name === ".gitignore" ? files.text(row.id) : undefined;
      if (text) texts.set(row.path, text.toString());
    }
    return new IgnoreRules(texts);
  }
}
