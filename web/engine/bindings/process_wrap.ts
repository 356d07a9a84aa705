import type { Binding, Runtime } from "../boot/runtime.ts";
import { CallFailure } from "../boot/uv-errors.ts";
import { type ChildOptions, type StdioOption, spawnRequest } from "./child-request.ts";
import { LoopHold } from "./loop-hold.ts";

const detachedFlag = "kProcessFlagDetached";

export function createProcessWrapBinding(runtime: Runtime): Binding {
  const { system, loop, uv } = runtime;
  const data = runtime.data("process_wrap");
  const flagsOf = data["constants"] as Record<string, number>;
  const failure = (error: unknown): number => {
    if (error instanceof CallFailure) return uv.numberOf(error.code);
    throw error;
  };

  class Process {
    /** Undefined until a child is there. */
    declare pid: number | undefined;
    onexit?: (code: number, signal: string) => void;
    readonly #hold = new LoopHold(loop);
    constructor() {
      runtime.asyncIds.adopt(this, "PROCESSWRAP");
    }
    spawn(
      file: string,
      args: string[] | undefined,
      cwd: string | undefined,
      envPairs: string[] | undefined,
      stdio: StdioOption[],
      flags: number,
      uid: number | undefined,
      gid: number | undefined,
    ): number {
      const detached = (flags & (flagsOf[detachedFlag] ?? 0)) !== 0;
      // Every member is there: a program may have put one on Object.prototype.
      const options: ChildOptions = { file, args, cwd, envPairs, stdio, detached, uid, gid };
      try {
        const { pid, fds } = system.call("spawn", [spawnRequest(runtime, options)]);
        this.pid = pid;
        for (const [index, fd] of fds.entries()) if (fd !== null) stdio[index]?.handle?.open(fd);
        this.#hold.active = true;
        system.on("child-exit", pid, ({ code, signal }) => {
          system.off("child-exit", pid);
          loop.enqueue(() => {
            this.#hold.active = false;
            loop.callNow(this, "onexit", [code ?? 0, signal ?? ""]);
          });
        });
        return 0;
      } catch (error) {
        // As libuv: the pipes are there although the program is not.
        for (const { handle } of stdio) handle?.openEnded?.();
        return failure(error);
      }
    }
    kill(signal: number): number {
      if (!this.#hold.active || this.pid === undefined) return uv.numberOf("ESRCH");
      try {
        system.call("kill", [this.pid, signal]);
        return 0;
      } catch (error) {
        return failure(error);
      }
    }
    close(callback?: () => void): void {
      this.#hold.active = false;
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
  return { ...data, Process };
}
