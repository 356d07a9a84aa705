import type { Binding, Runtime } from "../boot/runtime.ts";
import { CallFailure } from "../boot/uv-errors.ts";

export function createFsEventWrapBinding(runtime: Runtime): Binding {
  const { system, loop, uv } = runtime;
  class FSEvent {
    onchange?: (status: number, event: string, name: string | Uint8Array) => void;
    #watch: number | null = null;
    #referenced = true;
    #holding = false;
    constructor() {
      runtime.asyncIds.adopt(this, "FSEVENTWRAP");
    }
    get initialized(): boolean {
      return this.#watch !== null;
    }
    start(path: string, persistent: boolean, recursive: boolean, encoding: string): number {
      try {
        const id = system.call("watch", [path, recursive]);
        this.#watch = id;
        this.#referenced = persistent;
        this.#update();
        system.on("watch", id, ({ event, name }) => {
          const shown = encoding === "buffer" ? new runtime.host.TextEncoder().encode(name) : name;
          loop.callback(this, "onchange", [0, event, shown]);
        });
        return 0;
      } catch (error) {
        if (error instanceof CallFailure) return uv.numberOf(error.code);
        throw error;
      }
    }
    close(): void {
      if (this.#watch === null) return;
      system.off("watch", this.#watch);
      system.call("unwatch", [this.#watch]);
      this.#watch = null;
      this.#update();
    }
    ref(): void {
      this.#referenced = true;
      this.#update();
    }
    unref(): void {
      this.#referenced = false;
      this.#update();
    }
    hasRef(): boolean {
      return this.#referenced;
    }
    getAsyncId(): number {
      return runtime.asyncIds.idOf(this);
    }
    #update(): void {
      const hold = this.#watch !== null && this.#referenced;
      if (hold === this.#holding) return;
      this.#holding = hold;
      if (hold) loop.hold();
      else loop.release();
    }
  }
  return { FSEvent };
}
