/** TCP on the kernel's loopback: only this workspace's own processes and previews can be reached. */
import type { Binding, Runtime } from "../boot/runtime.ts";
import { CallFailure } from "../boot/uv-errors.ts";
import { isLocal, parseIp } from "../kernel/ip-address.ts";
import { socketFlags } from "../kernel/protocol.ts";
import { explainOutside } from "./outside.ts";
import { type AddressOut, fillAddress, socketName } from "./socket-address.ts";
import { StreamHandle } from "./stream-handle.ts";

const uvOnlyIpv6 = 1;
const uvSharesPort = 2;
const serverType = 1;

export function createTcpWrapBinding(runtime: Runtime): Binding {
  const { system, loop, uv } = runtime;
  class TCP extends StreamHandle {
    onconnection?: (status: number, client?: TCP) => void;
    #bound: { address: string; port: number; flags: number } | undefined;

    constructor(type: number) {
      super(runtime, type === serverType ? "TCPSERVERWRAP" : "TCPWRAP");
    }
    bind(address: string, port: unknown, flags = 0): number {
      const ip = parseIp(address);
      if (!ip || this.#bound || this.fd >= 0) return uv.numberOf("EINVAL");
      if (!isLocal(ip)) return uv.numberOf("EADDRNOTAVAIL");
      const onlyIpv6 = flags & uvOnlyIpv6 ? socketFlags.onlyIpv6 : 0;
      const sharesPort = flags & uvSharesPort ? socketFlags.sharesPort : 0;
      // As V8's Uint32Value: a missing port is 0.
      this.#bound = { address: ip.text, port: Number(port) >>> 0, flags: onlyIpv6 | sharesPort };
      return 0;
    }
    bind6(address: string, port: unknown, flags?: number): number {
      return this.bind(address, port, flags);
    }
    listen(backlog: number): number {
      return this.tryCall(() => {
        const { address, port, flags } = this.#bound ?? { address: "0.0.0.0", port: 0, flags: 0 };
        if (this.fd >= 0) system.call("accept", [this.fd]);
        else {
          const { fd, port: chosen } = system.call("listen", [port, address, flags, Math.max(1, backlog)]);
          this.fd = fd;
          this.#bound = { address, port: chosen, flags };
        }
        this.acceptInto(() => new TCP(0));
      });
    }
    connect(request: object, address: string, port: number): number {
      if (!parseIp(address)) return uv.numberOf("EINVAL");
      const { address: localAddress, port: localPort } = this.#bound ?? { address: "", port: 0 };
      let status = 0;
      try {
        super.open(system.call("connect", [port, address, localPort, localAddress]).fd);
      } catch (error) {
        if (!(error instanceof CallFailure)) throw error;
        status = uv.numberOf(error.code);
        if (error.code === "ENETUNREACH") {
          explainOutside(runtime, address);
          return status;
        }
      }
      loop.callback(request, "oncomplete", [status, this, request, true, true]);
      return 0;
    }
    connect6(request: object, address: string, port: number): number {
      return this.connect(request, address, port);
    }
    getsockname(out: AddressOut): number {
      if (this.fd >= 0) return socketName(runtime, this.fd, false, out);
      return this.#bound ? fillAddress(out, this.#bound) : uv.numberOf("EINVAL");
    }
    getpeername(out: AddressOut): number {
      return this.fd >= 0 ? socketName(runtime, this.fd, true, out) : uv.numberOf("ENOTCONN");
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
    reset(callback?: () => void): number {
      return this.resetAndClose(callback);
    }
  }
  const data = runtime.data("tcp_wrap");
  // Node keeps this constant out of sight.
  Object.defineProperty(data["constants"], "UV_TCP_REUSEPORT", { value: uvSharesPort });
  return {
    ...data,
    TCP,
    TCPConnectWrap: class TCPConnectWrap {
      constructor() {
        runtime.asyncIds.adopt(this, "TCPCONNECTWRAP");
      }
    },
  };
}
