/** TCP on the kernel's loopback: only this workspace's own processes and previews can be reached. */
import type { Binding, Runtime } from "../boot/runtime.ts";
import { CallFailure } from "../boot/uv-errors.ts";
import { StreamHandle } from "./stream-handle.ts";

interface AddressOut {
  address?: string;
  family?: string;
  port?: number;
}

const loopback = "127.0.0.1";

function fill(out: AddressOut, address: string, port: number): number {
  out.address = address;
  out.family = address.includes(":") ? "IPv6" : "IPv4";
  out.port = port;
  return 0;
}

export function createTcpWrapBinding(runtime: Runtime): Binding {
  const { system, loop, uv } = runtime;
  const failure = (error: unknown): number => {
    if (error instanceof CallFailure) return uv.numberOf(error.code);
    throw error;
  };
  class TCP extends StreamHandle {
    onconnection?: (status: number, client?: TCP) => void;
    #address = loopback;
    #port = 0;
    #peerPort: number | null = null;

    constructor(_type: number) {
      super(runtime, "TCPWRAP");
    }
    /** Becomes one end of a connection that the kernel has made. */
    adopt(fd: number, address: string, port: number, peerPort: number): void {
      this.#address = address;
      this.#port = port;
      this.#peerPort = peerPort;
      super.open(fd);
    }
    bind(address: string, port: number): number {
      this.#address = address;
      this.#port = port;
      return 0;
    }
    bind6(address: string, port: number): number {
      return this.bind(address, port);
    }
    listen(): number {
      try {
        const { fd, port } = system.call("listen", [this.#port, this.#address]);
        this.#port = port;
        this.fd = fd;
        this.listening = true;
        system.on("connection", fd, (event) => {
          const client = new TCP(0);
          client.adopt(event.fd, loopback, port, event.remotePort);
          loop.callback(this, "onconnection", [0, client]);
        });
        this.updateHold();
        return 0;
      } catch (error) {
        return failure(error);
      }
    }
    connect(request: object, address: string, port: number): number {
      let status = 0;
      try {
        const { fd, localPort } = system.call("connect", [port, address]);
        this.adopt(fd, loopback, localPort, port);
      } catch (error) {
        status = failure(error);
      }
      loop.callback(request, "oncomplete", [status, this, request, true, true]);
      return 0;
    }
    connect6(request: object, address: string, port: number): number {
      return this.connect(request, address, port);
    }
    getsockname(out: AddressOut): number {
      return fill(out, this.#address, this.#port);
    }
    getpeername(out: AddressOut): number {
      return this.#peerPort === null ? uv.numberOf("ENOTCONN") : fill(out, loopback, this.#peerPort);
    }
    setNoDelay(): number {
      return 0;
    }
    setKeepAlive(): number {
      return 0;
    }
    setTypeOfService(): number {
      return 0;
    }
    getTypeOfService(): number {
      return 0;
    }
    setSimultaneousAccepts(): number {
      return 0;
    }
    protected override releaseDescriptor(): void {
      if (this.listening) system.off("connection", this.fd);
      super.releaseDescriptor();
    }
  }
  return {
    ...runtime.data("tcp_wrap"),
    TCP,
    TCPConnectWrap: class TCPConnectWrap {
      constructor() {
        runtime.asyncIds.adopt(this, "TCPCONNECTWRAP");
      }
    },
  };
}
