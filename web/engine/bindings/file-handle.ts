import type { EngineRuntime } from "../boot/bootstrap.ts";
import { nodeError, type Requests } from "./fs-requests.ts";

/** The native part of `fs/promises`'s FileHandle: owns one descriptor. */
export function createFileHandleClass(runtime: EngineRuntime, requests: Requests): new (fd: number) => object {
  class FileHandle {
    #fd: number;
    constructor(fd: number) {
      this.#fd = fd;
      runtime.asyncIds.adopt(this, "FILEHANDLE");
    }
    get fd(): number {
      return this.#fd;
    }
    getAsyncId(): number {
      return runtime.asyncIds.idOf(this);
    }
    close(): unknown {
      const fd = this.#fd;
      this.#fd = -1;
      return requests.answer(
        runtime.symbols["fs_use_promises_symbol"],
        () => {
          runtime.system.call("close", [fd]);
        },
        (error) => nodeError(runtime, error, "close"),
      );
    }
    releaseFD(): number {
      const fd = this.#fd;
      this.#fd = -1;
      return fd;
    }
  }
  runtime.hostObjects.register("fs:FileHandle", FileHandle.prototype, {
    cloneable: false,
    transferable: true,
    write: (object) => (object as FileHandle).releaseFD(),
    read(fd) {
      runtime.system.post({ type: "adopt", fd: Number(fd) });
      return new FileHandle(Number(fd));
    },
  });
  return FileHandle;
}
