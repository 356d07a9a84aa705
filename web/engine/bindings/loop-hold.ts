import type { Loop } from "../loop/loop.ts";

/** Keeps the process alive exactly while a handle is active and referenced, as libuv does. */
export class LoopHold {
  readonly #loop: Loop;
  #active = false;
  #referenced: boolean;
  #holding = false;

  constructor(loop: Loop, referenced = true) {
    this.#loop = loop;
    this.#referenced = referenced;
  }
  get active(): boolean {
    return this.#active;
  }
  set active(active: boolean) {
    this.#active = active;
    this.#update();
  }
  get referenced(): boolean {
    return this.#referenced;
  }
  set referenced(referenced: boolean) {
    this.#referenced = referenced;
    this.#update();
  }
  #update(): void {
    const hold = this.#active && this.#referenced;
    if (hold === this.#holding) return;
    this.#holding = hold;
    if (hold) this.#loop.hold();
    else this.#loop.release();
  }
}
