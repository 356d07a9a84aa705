import type { Binding, Runtime } from "../boot/runtime.ts";
import { CallFailure } from "../boot/uv-errors.ts";
import { StreamHandle } from "./stream-handle.ts";

export function createPipeWrapBinding(runtime: Runtime): Binding {
  const { system, loop, uv } = runtime;
  const failure = (error: unknown): number => {
    if (error instanceof CallFailure) return uv.numberOf(error.code);
    throw error;
  };
  class Pipe extends StreamHandle {
    onconnection?: (status: number, client?: Pipe) => void;
    #path = "";
    constructor(_type: number) {
      super(runtime, "PIPEWRAP");
    }
    bind(path: string): number {
      this.#path = path;
      return 0;
    }
    listen(): number {
      try {
        const { fd } = system.call("listenPath", [this.#path]);
        this.fd = fd;
        this.listening = true;
        system.on("connection", fd, (event) => {
          const client = new Pipe(0);
          client.open(event.fd);
          loop.callback(this, "onconnection", [0, client]);
        });
        this.updateHold();
        return 0;
      } catch (error) {
        return failure(error);
      }
    }
    connect(request: object, path: string): number {
      let status = 0;
      try {
        this.open(system.call("connectPath", [path]).fd);
      } catch (error) {
        status = failure(error);
      }
      loop.callback(request, "oncomplete", [status, this, request, true, true]);
      return 0;
    }
    fchmod(): number {
      return 0;
    }
    protected override releaseDescriptor(): void {
      if (this.listening) system.off("connection", this.fd);
      super.releaseDescriptor();
    }
  }
  return {
    ...runtime.data("pipe_wrap"),
    Pipe,
    PipeConnectWrap: class PipeConnectWrap {
      constructor() {
        runtime.asyncIds.adopt(this, "PIPECONNECTWRAP");
      }
    },
  };
}
