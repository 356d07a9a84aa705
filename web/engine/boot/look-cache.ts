import { type LookName, lookContentsBytes, mailboxSlots, mailboxUsesAt, maxLookUses } from "../kernel/protocol.ts";

interface Looked {
  /** Pairs of a count's place and its value when the kernel answered. */
  uses: Int32Array;
  value: unknown;
  bytes: number;
}

const maxLooks = 4096;
const maxAllContentsBytes = 1_048_576;

/** Answers of the kernel that are still true (see kernel/versions.ts): the loader and many tools ask the same things again and again. */
export class LookCache {
  readonly #counts: Int32Array;
  readonly #looks = new Map<LookName, Map<string, Looked>>();
  #size = 0;
  #contentsBytes = 0;

  constructor(versions: SharedArrayBuffer) {
    this.#counts = new Int32Array(versions);
  }

  /** What `keep` got, or undefined when the kernel has to be asked. */
  find(name: LookName, path: string): unknown {
    const looked = this.#looks.get(name)?.get(path);
    if (!looked) return undefined;
    const { uses } = looked;
    for (let index = 0; index < uses.length; index += 2) {
      if (Atomics.load(this.#counts, uses[index] ?? 0) !== uses[index + 1]) {
        this.#drop(name, path, looked);
        return undefined;
      }
    }
    return looked.value;
  }

  /** Remembers an answer together with what it rests on; false when it does not. */
  keep(name: LookName, path: string, uses: Int32Array, value: unknown): boolean {
    const bytes = value instanceof Uint8Array ? value.length : 0;
    if (uses.length === 0 || uses.length > 2 * maxLookUses || bytes > lookContentsBytes) return false;
    if (this.#size >= maxLooks || this.#contentsBytes + bytes > maxAllContentsBytes) this.#clear();
    const looks = this.#looks.get(name) ?? new Map<string, Looked>();
    this.#looks.set(name, looks);
    const old = looks.get(path);
    if (old) this.#drop(name, path, old);
    looks.set(path, { uses, value, bytes });
    this.#size++;
    this.#contentsBytes += bytes;
    return true;
  }

  #drop(name: LookName, path: string, looked: Looked): void {
    this.#looks.get(name)?.delete(path);
    this.#size--;
    this.#contentsBytes -= looked.bytes;
  }

  #clear(): void {
    this.#looks.clear();
    this.#size = 0;
    this.#contentsBytes = 0;
  }
}

/** What the kernel wrote beside its last answer. */
export function writtenUses(slots: Int32Array): Int32Array {
  const count = slots[mailboxSlots.uses] ?? 0;
  return slots.slice(mailboxUsesAt, mailboxUsesAt + 2 * Math.max(0, count));
}
