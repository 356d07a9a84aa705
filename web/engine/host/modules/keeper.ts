import type { FileTree } from "../../kernel/file-tree.ts";
import { limits } from "../limits.ts";
import { packFolder, unpackFolder } from "./archive.ts";
import type { ModulesStore } from "./store.ts";

export interface KeeperPorts {
  tree: FileTree;
  /** The project's folder. */
  workdir: string;
  store: ModulesStore;
  /** Runs `action` after the time; the returned function takes it back. */
  later(ms: number, action: () => unknown): () => void;
  /** Tells the person who looks at the browser's console. */
  warn(sentence: string): void;
}

const hashBytes = 32;

/**
 * Keeps the project's node_modules in the browser, so that a page that is loaded again need not install: they come back when a project
 * with the same package-lock.json is mounted. The archive begins with the SHA-256 of the rest.
 */
export class ModulesKeeper {
  readonly #ports: KeeperPorts;
  readonly #modules: string;
  readonly #unwatch: () => void;
  #cancel: (() => void) | null = null;
  #keptKey: string | null = null;
  #disposed = false;

  constructor(ports: KeeperPorts) {
    this.#ports = ports;
    this.#modules = `${ports.workdir}/node_modules`;
    const { tree, workdir } = ports;
    // npm makes node_modules first and package-lock.json last.
    const watch = tree.watches.add(tree.folder(workdir), false, (_event, name) => {
      if (name === "node_modules" || name === "package-lock.json") this.#keepLater();
    });
    this.#unwatch = () => tree.watches.remove(watch);
  }

  /** Brings node_modules back for the project that stands in the tree; nothing happens where it has its own or nothing is kept for it. */
  async restore(): Promise<void> {
    const { tree, store, warn } = this.#ports;
    try {
      const key = await this.#key();
      if (key === null || tree.peek(this.#modules)) return;
      const kept = await store.read(key);
      if (!kept || this.#disposed || tree.peek(this.#modules)) return;
      const archive = kept.subarray(hashBytes);
      if (!equal(kept.subarray(0, hashBytes), await sha256(archive)) || !unpackFolder(tree, this.#modules, archive)) {
        warn("The node_modules that this browser had kept are damaged and were thrown away: run npm install.");
        await store.clear();
        return;
      }
      this.#keptKey = key;
    } catch (error) {
      warn(`The node_modules that this browser may have kept cannot be read (${String(error)}): run npm install.`);
    }
  }

  dispose(): void {
    this.#disposed = true;
    this.#cancel?.();
    this.#unwatch();
  }

  #keepLater(): void {
    this.#cancel?.();
    this.#cancel = this.#ports.later(limits.keepModulesDelayMs, () => this.#keep());
  }

  async #keep(): Promise<void> {
    const { tree, store, warn } = this.#ports;
    try {
      const folder = tree.peek(this.#modules);
      const key = await this.#key();
      if (this.#disposed || folder?.type !== "folder" || key === null || key === this.#keptKey) return;
      if (!tree.peek(`${this.#modules}/.package-lock.json`)) {
        this.#keepLater(); // npm still writes: its note comes last
        return;
      }
      const archive = packFolder(folder, limits.keptModulesBytes);
      if (!archive) {
        warn(`node_modules are too large to be kept in this browser (over ${limits.keptModulesBytes / 2 ** 20} MB).`);
        return;
      }
      const kept = new Uint8Array(hashBytes + archive.length);
      kept.set(await sha256(archive));
      kept.set(archive, hashBytes);
      await store.replace(key, kept);
      this.#keptKey = key;
    } catch (error) {
      warn(
        `node_modules could not be kept in this browser (${String(error)}): the next page load installs them again.`,
      );
    }
  }

  /** Names the lock's text; null without one. */
  async #key(): Promise<string | null> {
    const lock = this.#ports.tree.peek(`${this.#ports.workdir}/package-lock.json`);
    if (lock?.type !== "file") return null;
    const hash = await sha256(lock.bytes.slice(0, lock.size));
    return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

function equal(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
