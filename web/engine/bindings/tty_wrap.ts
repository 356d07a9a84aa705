import type { Binding, Runtime } from "../boot/runtime.ts";
import { CallFailure } from "../boot/uv-errors.ts";
import { StreamHandle } from "./stream-handle.ts";

export function createTtyWrapBinding(runtime: Runtime): Binding {
  const data = runtime.data("tty_wrap");
  class TTY extends StreamHandle {
    constructor(fd: number, context: { code?: string; message?: string }) {
      super(runtime, "TTYWRAP");
      if (runtime.system.call("descriptorKind", [fd]) !== "tty") {
        Object.assign(context, {
          code: "EINVAL",
          errno: runtime.uv.numberOf("EINVAL"),
          message: "invalid argument",
          syscall: "uv_tty_init",
        });
        return;
      }
      this.open(fd);
      this.blocking = true;
    }
    getWindowSize(size: number[]): number {
      try {
        const { columns, rows } = runtime.system.call("ttySize", [this.fd]);
        size[0] = columns;
        size[1] = rows;
        return 0;
      } catch (error) {
        if (error instanceof CallFailure) return runtime.uv.numberOf(error.code);
        throw error;
      }
    }
    setRawMode(mode: number): number {
      runtime.system.call("ttyRaw", [this.fd, mode !== data["UV_TTY_MODE_NORMAL"]]);
      return 0;
    }
  }
  return { ...data, TTY, isTTY: (fd: number) => runtime.system.call("descriptorKind", [fd]) === "tty" };
}
