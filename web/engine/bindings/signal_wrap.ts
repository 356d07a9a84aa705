import type { Binding, Runtime } from "../boot/runtime.ts";
import { LoopHold } from "./loop-hold.ts";

const windowChanged = 28;

/** Signals as events; only a signal that somebody listens to reaches this process, others the kernel acts on. */
export function createSignalWrapBinding(runtime: Runtime): Binding {
  const { system, loop } = runtime;
  class Signal {
    #signal = 0;
    readonly #hold = new LoopHold(loop);
    constructor() {
      runtime.asyncIds.adopt(this, "SIGNALWRAP");
    }
    start(signal: number): number {
      this.#signal = signal;
      const raise = () => loop.callback(this, "onsignal", [signal]);
      if (signal === windowChanged) system.on("resize", 0, raise);
      system.on("signal", signal, raise);
      system.post({ type: "signal-watch", number: signal, on: true });
      this.#hold.active = true;
      return 0;
    }
    stop(): number {
      if (this.#signal === 0) return 0;
      if (this.#signal === windowChanged) system.off("resize", 0);
      system.off("signal", this.#signal);
      system.post({ type: "signal-watch", number: this.#signal, on: false });
      this.#signal = 0;
      this.#hold.active = false;
      return 0;
    }
    close(callback?: () => void): void {
      this.stop();
      loop.closeHandle(this, callback);
    }
    ref(): void {
      this.#hold.referenced = true;
    }
    unref(): void {
      this.#hold.referenced = false;
    }
    hasRef(): boolean {
      return this.#hold.referenced;
    }
    getAsyncId(): number {
      return runtime.asyncIds.idOf(this);
    }
  }
  return { Signal };
}
