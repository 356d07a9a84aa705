import type { Runtime } from "../boot/runtime.ts";
import { CallFailure } from "../boot/uv-errors.ts";
import type { FileStat } from "../kernel/protocol.ts";
import { LoopHold } from "./loop-hold.ts";
import { newStatArray, writeStat } from "./stat-arrays.ts";

const absent: FileStat = {
  dev: 0,
  ino: 0,
  mode: 0,
  nlink: 0,
  uid: 0,
  gid: 0,
  rdev: 0,
  size: 0,
  blksize: 0,
  blocks: 0,
  atimeMs: 0,
  mtimeMs: 0,
  ctimeMs: 0,
  birthtimeMs: 0,
};

/** `fs.watchFile`: asks for the file's state every `interval` and tells differences. */
export function createStatWatcherClass(runtime: Runtime): new (big: boolean) => object {
  const { loop, host } = runtime;
  const missing = runtime.uv.numberOf("ENOENT");
  return class StatWatcher {
    readonly #big: boolean;
    #timer: number | null = null;
    readonly #hold = new LoopHold(loop);
    onchange?: (status: number, stats: unknown) => void;
    constructor(big: boolean) {
      this.#big = big;
      runtime.asyncIds.adopt(this, "STATWATCHER");
    }
    start(path: string, interval: number): number {
      let last = this.#read(path);
      const tick = () => {
        this.#timer = host.setTimeout(tick, interval);
        const next = this.#read(path);
        if (next.mtimeMs === last.mtimeMs && next.size === last.size && next.ino === last.ino) return;
        const both = this.#big ? new BigInt64Array(36) : new Float64Array(36);
        writeStat(next, both);
        both.set(writeStat(last, newStatArray(this.#big)) as never, 18);
        last = next;
        loop.callback(this, "onchange", [next === absent ? missing : 0, both]);
      };
      this.#timer = host.setTimeout(tick, interval);
      // As libuv: a file that is not there is told at once.
      if (last === absent)
        loop.callback(this, "onchange", [missing, this.#big ? new BigInt64Array(36) : new Float64Array(36)]);
      this.#hold.active = true;
      return 0;
    }
    close(): void {
      if (this.#timer !== null) host.clearTimeout(this.#timer);
      this.#timer = null;
      if (!this.#hold.active) return;
      this.#hold.active = false;
      loop.closeHandle(this);
    }
    ref(): void {
      this.#hold.referenced = true;
    }
    unref(): void {
      this.#hold.referenced = false;
    }
    getAsyncId(): number {
      return runtime.asyncIds.idOf(this);
    }
    #read(path: string): FileStat {
      try {
        return runtime.system.call("stat", [path]);
      } catch (error) {
        if (error instanceof CallFailure) return absent;
        throw error;
      }
    }
  };
}
