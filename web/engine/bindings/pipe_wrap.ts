import type { Binding, Runtime } from "../boot/runtime.ts";
import type { ReceivedDescriptor } from "../kernel/protocol.ts";
import { StreamHandle } from "./stream-handle.ts";

const serverType = 1;
const classes: Partial<Record<string, [binding: string, type: string]>> = {
  socket: ["tcp_wrap", "TCP"],
  pipe: ["pipe_wrap", "Pipe"],
  datagram: ["udp_wrap", "UDP"],
};
type HandleClass = new (type: number) => { open(fd: number): number };
/** `fchmod` of libuv: readable, writable, for everybody. */
const uvReadable = 1;
const uvWritable = 2;
const ownersBits = 0o700;

export function createPipeWrapBinding(runtime: Runtime): Binding {
  const { system, loop } = runtime;
  class Pipe extends StreamHandle {
    onconnection?: (status: number, client?: Pipe) => void;
    #path: string | undefined;
    constructor(type: number) {
      super(runtime, type === serverType ? "PIPESERVERWRAP" : "PIPEWRAP");
    }
    /** Node's library looks for it on the pipe when the bytes arrive. */
    protected override receive({ fd, kind }: ReceivedDescriptor): void {
      const [binding, type] = classes[kind] ?? [];
      if (binding === undefined || type === undefined) return;
      const handle = new (runtime.internalBinding(binding)[type] as HandleClass)(0);
      handle.open(fd);
      Reflect.set(this, "pendingHandle", handle);
    }
    /** Takes the path at once, as the system call does; connections come after `listen`. */
    bind(path: string): number {
      if (this.#path !== undefined || this.fd >= 0) return runtime.uv.numberOf("EINVAL");
      return this.tryCall(() => {
        this.fd = system.call("listenPath", [path]).fd;
        this.#path = path;
      });
    }
    listen(): number {
      return this.tryCall(() => {
        if (this.#path === undefined) system.call("accept", [this.fd]);
        this.acceptInto(() => new Pipe(0));
      });
    }
    connect(request: object, path: string): number {
      const status = this.tryCall(() => this.open(system.call("connectPath", [path]).fd));
      loop.callback(request, "oncomplete", [status, this, request, true, true]);
      return 0;
    }
    fchmod(mode: number): number {
      const bits = ownersBits | (mode & uvReadable ? 0o444 : 0) | (mode & uvWritable ? 0o222 : 0);
      return this.tryCall(() => system.call("fchmod", [this.fd, bits]));
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
