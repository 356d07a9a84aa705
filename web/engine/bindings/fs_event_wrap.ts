import type { Binding, Runtime } from "../boot/runtime.ts";
import { CallFailure } from "../boot/uv-errors.ts";
import { LoopHold } from "./loop-hold.ts";
import { namer, type PathLike, pathText } from "./path-bytes.ts";

export function createFsEventWrapBinding(runtime: Runtime): Binding {
  const { system, loop, uv } = runtime;
  class FSEvent {
    onchange?: (status: number, event: string, name: string | Uint8Array) => void;
    #watch: number | null = null;
    readonly #hold = new LoopHold(loop);
    constructor() {
      runtime.asyncIds.adopt(this, "FSEVENTWRAP");
    }
    get initialized(): boolean {
      return this.#watch !== null;
    }
    start(path: PathLike, persistent: boolean, recursive: boolean, encoding: string): number {
      try {
        const id = system.call("watch", [pathText(path), recursive]);
        this.#watch = id;
        this.#hold.referenced = persistent;
        this.#hold.active = true;
        system.on("watch", id, ({ event, name }) => {
          // What waited when the watch was closed is not told any more.
          loop.enqueue(() => {
            if (this.#watch === id) loop.callNow(this, "onchange", [0, event, namer(runtime, encoding)(name)]);
          });
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
      this.#hold.active = false;
      loop.closeHandle(this);
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
  return { FSEvent };
}
