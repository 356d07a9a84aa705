import { limits } from "./limits.ts";

/**
 * Whether a process is stopped (SIGSTOP, Ctrl-Z). A Worker cannot be paused: a stopped process is one whose calls are not
 * answered and to which nothing is delivered, so that it sleeps at its next call. Code that never calls runs on until then.
 */
export class Suspension {
  readonly #overflow: () => void;
  readonly #resumed = new Set<() => void>();
  #held: (() => void)[] = [];
  #stopped = false;

  /** `overflow` is called when a stopped process has said more than is kept. */
  constructor(overflow: () => void) {
    this.#overflow = overflow;
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Does what was held back, in order, then wakes those who wait. */
  resume(): void {
    this.#stopped = false;
    while (!this.#stopped && this.#held.length > 0) this.#held.shift()?.();
    if (this.#stopped) return;
    const waiting = [...this.#resumed];
    this.#resumed.clear();
    for (const wake of waiting) wake();
  }

  /** Runs `action` now, or when the process goes on. */
  run(action: () => void): void {
    if (!this.#stopped) action();
    else if (this.#held.length < limits.heldMessages) this.#held.push(action);
    else this.#overflow();
  }

  /** Calls `wake` once when the process goes on; the returned function takes the wish back. */
  whenResumed(wake: () => void): () => void {
    this.#resumed.add(wake);
    return () => this.#resumed.delete(wake);
  }

  clear(): void {
    this.#held = [];
    this.#resumed.clear();
  }
}
