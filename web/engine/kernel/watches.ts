import type { FolderNode, Inode } from "./inode.ts";
import { limits } from "./limits.ts";
import { fail } from "./system-error.ts";

export type WatchEvent = "rename" | "change";
export type WatchListener = (event: WatchEvent, name: string) => void;

interface Watch {
  node: Inode;
  recursive: boolean;
  listener: WatchListener;
  pending: Set<string>;
}

/** Who wants to hear of which node; equal events between two flushes are told once. */
export class Watches {
  readonly #all = new Map<number, Watch>();
  readonly #byNode = new Map<Inode, Set<Watch>>();
  readonly #dirty = new Set<Watch>();
  readonly #defer: (flush: () => void) => void;
  #next = 1;

  constructor(defer: (flush: () => void) => void) {
    this.#defer = defer;
  }

  add(node: Inode, recursive: boolean, listener: WatchListener): number {
    if (this.#all.size >= limits.watches) fail("ENOSPC");
    const watch = { node, recursive, listener, pending: new Set<string>() };
    const id = this.#next++;
    this.#all.set(id, watch);
    const same = this.#byNode.get(node);
    if (same) same.add(watch);
    else this.#byNode.set(node, new Set([watch]));
    return id;
  }

  remove(id: number): void {
    const watch = this.#all.get(id);
    if (!watch) return;
    this.#all.delete(id);
    this.#dirty.delete(watch);
    const same = this.#byNode.get(watch.node);
    same?.delete(watch);
    if (same?.size === 0) this.#byNode.delete(watch.node);
  }

  /** Something happened to `name` in `folder`; `node` is what the name stands for. */
  tell(folder: FolderNode, name: string, event: WatchEvent, node: Inode | undefined): void {
    if (this.#all.size === 0) return;
    if (node && node.type !== "folder")
      for (const watch of this.#byNode.get(node) ?? []) this.#note(watch, event, name);
    for (const watch of this.#byNode.get(folder) ?? []) this.#note(watch, event, name);
    let path = name;
    for (let at = folder; at.parent; ) {
      path = `${at.name}/${path}`;
      at = at.parent;
      for (const watch of this.#byNode.get(at) ?? []) if (watch.recursive) this.#note(watch, event, path);
    }
  }

  #note(watch: Watch, event: WatchEvent, name: string): void {
    watch.pending.add(`${event}:${name}`);
    if (this.#dirty.size === 0) this.#defer(() => this.#flush());
    this.#dirty.add(watch);
  }

  #flush(): void {
    const watches = [...this.#dirty];
    this.#dirty.clear();
    for (const watch of watches) {
      const events = [...watch.pending];
      watch.pending.clear();
      for (const event of events) {
        if (event.startsWith("rename:")) watch.listener("rename", event.slice(7));
        else watch.listener("change", event.slice(7));
      }
    }
  }
}
