import * as v from "valibot";
import { Kernel } from "../kernel/kernel.ts";
import { normalizePath } from "../kernel/paths.ts";
import { makeBaseTree } from "./base-tree.ts";
import { Exposed, Moved, RemoteFunction } from "./comlink.ts";
import { listenForEditor } from "./editor-socket.ts";
import { fileApi } from "./file-api.ts";
import { limits } from "./limits.ts";
import { ModulesKeeper } from "./modules/keeper.ts";
import type { ModulesStore } from "./modules/store.ts";
import { clientPath } from "./paths.ts";
import type { PreviewSettings } from "./preview-settings.ts";
import { run } from "./run.ts";
import { mount, pack } from "./snapshot.ts";
import type { WorkerPool } from "./worker-pool.ts";

const buildSchema = v.object({
  workdirName: v.nullish(v.pipe(v.string(), v.regex(/^(?!\.{1,2}$)[^/\0]{1,255}$/))),
  forwardPreviewErrors: v.nullish(v.union([v.boolean(), v.literal("exceptions-only")])),
});
const scriptOptionsSchema = v.nullish(
  v.object({
    type: v.nullish(v.picklist(["module", "importmap"])),
    defer: v.nullish(v.boolean()),
    async: v.nullish(v.boolean()),
  }),
);
const events = ["port", "server-ready", "error", "preview-message", "xdg-open", "code"] as const;
type EventName = (typeof events)[number];

export interface InstanceParts {
  pool: WorkerPool;
  /** Programs to lay into the tree: path to script. */
  programs: Record<string, string>;
  /** The address of a port's preview. */
  previewUrl(port: number): string;
  /** Address of the registry proxy. */
  registry: string;
  /** Where node_modules are kept between page loads. */
  modules: ModulesStore;
  now(): number;
}

const path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
const encoder = new TextEncoder();

/** One booted engine: a kernel and the client's view of it. */
export class Instance {
  readonly kernel: Kernel;
  readonly preview: PreviewSettings;
  readonly #parts: InstanceParts;
  readonly #workdir: string;
  readonly #listeners = new Map<EventName, Set<RemoteFunction>>();
  readonly #closers = new Set<() => void>();
  readonly #modules: ModulesKeeper;
  #live = true;

  constructor(parts: InstanceParts, options: unknown) {
    const { workdirName, forwardPreviewErrors } = v.parse(buildSchema, options ?? {});
    this.#parts = parts;
    this.#workdir = `/home/${workdirName ?? "project"}`;
    this.preview = { forwardErrors: forwardPreviewErrors ?? false, script: "" };
    const later = (ms: number, action: () => unknown) => {
      const timer = setTimeout(action, ms);
      return () => clearTimeout(timer);
    };
    this.kernel = new Kernel({
      now: parts.now,
      random: (count) => crypto.getRandomValues(new Uint8Array(count)),
      later,
      takeWorker: () => parts.pool.take(),
      onPort: ({ port, type }) => this.#announce(port, type),
    });
    makeBaseTree(this.kernel.tree, this.#workdir);
    listenForEditor(this.kernel, (message) => {
      if (message.event === "code") this.emit("code", message.type, { files: message.files });
      else this.emit("xdg-open", message.text);
    });
    const { tree } = this.kernel;
    this.#modules = new ModulesKeeper({
      tree,
      workdir: this.#workdir,
      store: parts.modules,
      later,
      warn: (sentence) => console.warn(sentence),
    });
    for (const [file, source] of Object.entries(parts.programs)) {
      this.kernel.tree.mkdir(normalizePath(`${file}/..`), "/", 0o755, true);
      this.kernel.tree.writeFile(file, "/", encoder.encode(source), 0o755);
    }
  }

  /** Tells the client's listeners. */
  emit(event: EventName, ...args: unknown[]): void {
    for (const listener of this.#listeners.get(event) ?? []) void listener.call(...args);
  }

  /** The object that the client's `build` answers with. */
  expose(onTeardown: () => void): Exposed {
    const tree = this.kernel.tree;
    return new Exposed({
      fs: () => new Exposed(fileApi(tree, this.#workdir, (close) => this.#closers.add(close))),
      previewScript: () => new Exposed({}),
      runtimeInfo: () => ({ path, cwd: this.#workdir }),
      run: (request: unknown, _stdout: unknown, _stderr: unknown, output: unknown) => {
        if (!this.#live) throw new Error("The engine has been torn down.");
        return run(
          { kernel: this.kernel, workdir: this.#workdir, path, registry: this.#parts.registry },
          request,
          output,
        );
      },
      loadFiles: (payload: unknown, options: unknown) => {
        const { mountPoints } = v.parse(v.nullish(v.object({ mountPoints: v.nullish(v.string()) }), {}), options) ?? {};
        mount(tree, payload, mountPoints ? clientPath(mountPoints, this.#workdir) : this.#workdir);
        return this.#modules.restore();
      },
      serialize: (folder: unknown, options: unknown) =>
        new Moved(pack(tree, clientPath(folder, this.#workdir), options)),
      on: (event: unknown, listener: unknown) => this.#on(event, listener),
      setPreviewScript: (source: unknown, options: unknown) => this.#setPreviewScript(source, options),
      setCredentials: () => {
        throw new Error(
          "This engine has no accounts: setCredentials does nothing here. Packages come from the registry that the server is set to; give it the private one.",
        );
      },
      teardown: () => {
        this.dispose();
        onTeardown();
      },
    });
  }

  dispose(): void {
    this.#live = false;
    this.kernel.processes.endAll();
    this.#modules.dispose();
    for (const close of this.#closers) close();
    for (const listeners of this.#listeners.values()) for (const listener of listeners) listener.close();
    this.#listeners.clear();
  }

  #on(event: unknown, listener: unknown): Exposed {
    const name = v.parse(v.picklist(events), event);
    if (!(listener instanceof RemoteFunction)) throw new Error("A listener must be a function.");
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    const stop = (): void => void listeners.delete(listener);
    return new Exposed(stop, stop);
  }

  #announce(port: number, type: "open" | "close"): void {
    if (!this.#live) return;
    const url = this.#parts.previewUrl(port);
    this.emit("port", port, type, url);
    if (type === "open") this.emit("server-ready", port, url);
  }

  #setPreviewScript(source: unknown, rawOptions: unknown): void {
    if (typeof source !== "string") throw new Error("A preview script is text.");
    if (source.length > limits.previewScriptBytes) throw new Error("The preview script is too large.");
    const options = v.parse(scriptOptionsSchema, rawOptions);
    const attributes = [
      options?.type ? ` type="${options.type}"` : "",
      options?.defer ? " defer" : "",
      options?.async ? " async" : "",
    ];
    this.preview.script = `<script${attributes.join("")}>${source.replace(/<\/(script)/gi, "<\\/$1")}</script>`;
  }
}
