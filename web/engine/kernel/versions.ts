import { versionSlots } from "./protocol.ts";

/**
 * Counts of changes that programs can read: what a program has once looked up stays true while the counts that the look used stand
 * still, so it need not ask again. Names and nodes are hashed onto the counts; two on one count only cost a look.
 * The kernel never decides by them: a program that writes here makes others ask more, or believe old things of their own workspace.
 */
export class Versions {
  readonly shared = new SharedArrayBuffer(versionSlots * Int32Array.BYTES_PER_ELEMENT);
  readonly #counts = new Int32Array(this.shared);
  #uses: Set<number> | null = null;

  /** Runs a look; `told` gets pairs of count and value, all that the look's answer rests on. */
  looking<T>(look: () => T, told: (uses: number[]) => void): T {
    const uses = new Set<number>();
    this.#uses = uses;
    try {
      return look();
    } finally {
      this.#uses = null;
      told([...uses].flatMap((slot) => [slot, Atomics.load(this.#counts, slot)]));
    }
  }

  noteName(folder: number, name: string): void {
    this.#uses?.add(slotOf(folder, name));
  }
  noteNode(ino: number): void {
    this.#uses?.add(slotOf(ino, ""));
  }
  /** A relative path rests on the working directory of its process. */
  noteDirectoryOf(pid: number): void {
    this.#uses?.add(slotOf(-pid, ""));
  }
  /** A program's look rests on the permission bits of the folders that its path leads through. */
  noteRights(): void {
    this.#uses?.add(slotOf(0, "rights"));
  }

  nameChanged(folder: number, name: string): void {
    Atomics.add(this.#counts, slotOf(folder, name), 1);
  }
  nodeChanged(ino: number): void {
    Atomics.add(this.#counts, slotOf(ino, ""), 1);
  }
  rightsChanged(): void {
    Atomics.add(this.#counts, slotOf(0, "rights"), 1);
  }
  directoryChanged(pid: number): void {
    Atomics.add(this.#counts, slotOf(-pid, ""), 1);
  }
}

/** FNV-1a over the name, begun with the number. */
function slotOf(number: number, name: string): number {
  let hash = Math.imul(number, 0x9e3779b1);
  for (let index = 0; index < name.length; index++) hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  return (hash ^ (hash >>> 16)) & (versionSlots - 1);
}
