/** The engine's file system as its client shows it, in memory: Node's error texts, recursive watch with late events. */
import type { EngineFiles } from "../../web/runtime/engine-files.ts";

type Node = Map<string, Node> | Uint8Array;
type Listener = (event: "rename" | "change", name: string) => void;

export class FakeEngineFiles implements EngineFiles {
  readonly #root = new Map<string, Node>();
  readonly #listeners = new Set<Listener>();
  readonly #defer: (task: () => void) => void;
  /** Called when a file is about to be read. */
  beforeRead: ((path: string) => void) | undefined;
  /** Calls that changed something, by the mirror or the test. */
  writes = 0;

  /** `defer` delivers watch events later, as the engine does. */
  constructor(defer: (task: () => void) => void) {
    this.#defer = defer;
  }

  async readFile(path: string): Promise<Uint8Array> {
    this.beforeRead?.(path);
    const node = this.#find(path);
    if (node === undefined) throw new Error(`ENOENT: no such file or directory, open '${path}'`);
    if (node instanceof Map) throw new Error(`EISDIR: illegal operation on a directory, read '${path}'`);
    return node.slice();
  }

  async readdir(path: string): Promise<{ name: string; isDirectory(): boolean }[]> {
    const node = this.#find(path);
    if (!(node instanceof Map)) throw new Error(`ENOENT: no such file or directory, scandir '${path}'`);
    return [...node].map(([name, child]) => ({ name, isDirectory: () => child instanceof Map }));
  }

  async writeFile(path: string, data: Uint8Array | string): Promise<void> {
    const { folder, name } = this.#place(path);
    const event = folder.has(name) ? "change" : "rename";
    folder.set(name, typeof data === "string" ? new TextEncoder().encode(data) : data.slice());
    this.#tell(event, path);
  }

  async mkdir(path: string, _options?: { recursive: true }): Promise<void> {
    let folder = this.#root;
    let at = "";
    for (const name of path.split("/")) {
      at = at === "" ? name : `${at}/${name}`;
      const next = folder.get(name);
      if (next instanceof Uint8Array) throw new Error(`EEXIST: file already exists, mkdir '${path}'`);
      if (next) {
        folder = next;
        continue;
      }
      const made = new Map<string, Node>();
      folder.set(name, made);
      this.#tell("rename", at);
      folder = made;
    }
  }

  async rm(path: string, { force }: { recursive: boolean; force: boolean }): Promise<void> {
    const { folder, name } = this.#place(path);
    if (!folder.delete(name) && !force) throw new Error(`ENOENT: no such file or directory, rm '${path}'`);
    this.#tell("rename", path);
  }

  async rename(from: string, to: string): Promise<void> {
    const source = this.#place(from);
    const node = source.folder.get(source.name);
    if (node === undefined) throw new Error(`ENOENT: no such file or directory, rename '${from}' -> '${to}'`);
    const target = this.#place(to);
    source.folder.delete(source.name);
    target.folder.set(target.name, node);
    this.#tell("rename", from);
    this.#tell("rename", to);
  }

  watch(_path: string, _options: { recursive: true }, listener: Listener): { close(): void } {
    this.#listeners.add(listener);
    return { close: () => this.#listeners.delete(listener) };
  }

  /** Every file, path → text; folders with a slash at the end. */
  listing(): Record<string, string> {
    const found: Record<string, string> = {};
    const walk = (folder: Map<string, Node>, above: string): void => {
      for (const [name, node] of folder) {
        if (node instanceof Map) {
          found[`${above}${name}/`] = "";
          walk(node, `${above}${name}/`);
        } else found[above + name] = new TextDecoder("utf-8", { ignoreBOM: true }).decode(node);
      }
    };
    walk(this.#root, "");
    return found;
  }

  #find(path: string): Node | undefined {
    let node: Node | undefined = this.#root;
    for (const name of path.split("/")) {
      if (name === "" || name === ".") continue;
      node = node instanceof Map ? node.get(name) : undefined;
    }
    return node;
  }

  #place(path: string): { folder: Map<string, Node>; name: string } {
    const slash = path.lastIndexOf("/");
    const folder = slash < 0 ? this.#root : this.#find(path.slice(0, slash));
    if (!(folder instanceof Map)) throw new Error(`ENOENT: no such file or directory, '${path}'`);
    return { folder, name: path.slice(slash + 1) };
  }

  #tell(event: "rename" | "change", path: string): void {
    this.writes++;
    for (const listener of this.#listeners) this.#defer(() => listener(event, path));
  }
}
