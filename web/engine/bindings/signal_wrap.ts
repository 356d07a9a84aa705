import type { Binding, Runtime } from "../boot/runtime.ts";

const windowChanged = 28;

/** Signals as events; only a signal that somebody listens to reaches this process, others the kernel acts on. */
export function createSignalWrapBinding(runtime: Runtime): Binding {
  const { system, loop } = runtime;
  class Signal {
    #signal = 0;
    #holding = false;
    #referenced = true;
    constructor() {
      runtime.asyncIds.adopt(this, "SIGNALWRAP");
    }
    start(signal: number): number {
      this.#signal = signal;
      const raise = () => loop.callback(this, "onsignal", [signal]);
      if (signal === windowChanged) system.on("resize", 0, raise);
      system.on("signal", signal, raise);
      system.post({ type: "signal-watch", number: signal, on: true });
      this.#update(true);
      return 0;
    }
    stop(): number {
      if (this.#signal === 0) return 0;
      if (this.#signal === windowChanged) system.off("resize", 0);
      system.off("signal", this.#signal);
      system.post({ type: "signal-watch", number: this.#signal, on: false });
      this.#signal = 0;
      this.#update(false);
      return 0;
    }
    close(callback?: () => void): void {
      this.stop();
      if (callback) loop.callback(this, callback, []);
    }
    ref(): void {
      this.#referenced = true;
      this.#update(this.#signal !== 0);
    }
    unref(): void {
      this.#referenced = false;
      this.#update(this.#signal !== 0);
    }
    hasRef(): boolean {
      return this.#referenced;
    }
    getAsyncId(): number {
      return runtime.asyncIds.idOf(this);
    }
    #update(active: boolean): void {
      const hold = active && this.#referenced;
      if (hold === this.#holding) return;
      this.#holding = hold;
      if (hold) loop.hold();
      else loop.release();
    }
  }
  return { Signal };
}
