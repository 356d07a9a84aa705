/** UDP on the kernel's loopback. */
import type { Binding, Runtime } from "../boot/runtime.ts";
import { isLocal, isMulticast, parseIp } from "../kernel/ip-address.ts";
import { datagramCostBytes, socketFlags } from "../kernel/protocol.ts";
import { DatagramHandle, type DatagramHandleEvents } from "./datagram-handle.ts";
import { joinBytes } from "./join-bytes.ts";
import { explainOutside } from "./outside.ts";
import { type AddressOut, fillAddress, socketName } from "./socket-address.ts";
import { bytesOf } from "./text-encodings.ts";

const uv = { onlyIpv6: 1, sharesAddress: 4, sharesPort: 8 } as const;

/** What `bufferSize` fills in when it fails. */
interface ErrorContext {
  errno?: number;
  code?: string;
  message?: string;
  syscall?: string;
}
type BufferModule = { Buffer: { from(bytes: ArrayBufferLike, offset: number, length: number): Uint8Array } };

export function createUdpWrapBinding(runtime: Runtime): Binding {
  const { system, loop } = runtime;
  const number = (code: string) => runtime.uv.numberOf(code);

  class UDP extends DatagramHandle {
    constructor() {
      super(runtime);
    }
    bind(address: string, port: unknown, flags: number): number {
      return this.#bind(4, address, port, flags);
    }
    bind6(address: string, port: unknown, flags: number): number {
      return this.#bind(6, address, port, flags);
    }
    connect(address: string, port: unknown): number {
      return this.#connect(4, address, port);
    }
    connect6(address: string, port: unknown): number {
      return this.#connect(6, address, port);
    }
    disconnect(): number {
      return this.tryCall(() => system.call("datagramDisconnect", [this.fd]));
    }
    /** Bytes sent plus one, as everything is sent at once; a negative number is an error. */
    send(_request: object, list: ArrayBufferView[], _count: number, port: unknown, address: unknown): number {
      return this.#send(4, list, port, address);
    }
    send6(_request: object, list: ArrayBufferView[], _count: number, port: unknown, address: unknown): number {
      return this.#send(6, list, port, address);
    }
    recvStart(): number {
      if (this.fd < 0) {
        const status = this.#bind(4, "0.0.0.0", 0, 0);
        if (status !== 0) return status;
      }
      return this.startReceiving();
    }
    recvStop(): number {
      return this.stopReceiving();
    }
    getsockname(out: AddressOut): number {
      return this.fd < 0 ? number("EBADF") : socketName(runtime, this.fd, false, out);
    }
    getpeername(out: AddressOut): number {
      return this.fd < 0 ? number("EBADF") : socketName(runtime, this.fd, true, out);
    }
    addMembership(group: string, address?: string): number {
      return this.#member(group, "", address, true);
    }
    dropMembership(group: string, address?: string): number {
      return this.#member(group, "", address, false);
    }
    addSourceSpecificMembership(source: string, group: string, address?: string): number {
      return this.#member(group, source, address, true);
    }
    dropSourceSpecificMembership(source: string, group: string, address?: string): number {
      return this.#member(group, source, address, false);
    }
    /** There is one interface: this only checks that it is meant. */
    setMulticastInterface(address: string): number {
      const ip = parseIp(address);
      if (!ip) return number("EINVAL");
      return isLocal(ip) ? 0 : number("EADDRNOTAVAIL");
    }
    setMulticastTTL(ttl: number): number {
      return ttl < 0 || ttl > 255 ? number("EINVAL") : this.#option("multicastTtl", ttl);
    }
    setMulticastLoopback(on: number): number {
      return this.#option("multicastLoopback", on ? 1 : 0);
    }
    setBroadcast(on: number): number {
      return this.#option("broadcast", on ? 1 : 0);
    }
    setTTL(ttl: number): number {
      return ttl < 1 || ttl > 255 ? number("EINVAL") : this.#option("ttl", ttl);
    }
    bufferSize(size: unknown, isReceive: boolean, context: ErrorContext): number | undefined {
      const syscall = isReceive ? "uv_recv_buffer_size" : "uv_send_buffer_size";
      let value = 0;
      const isInt32 = typeof size === "number" && (size | 0) === size;
      const status = isInt32
        ? this.tryCall(() => {
            const name = isReceive ? "receiveBuffer" : "sendBuffer";
            value = system.call("datagramOption", [this.fd, name, size === 0 ? -1 : size]);
          })
        : number("EINVAL");
      if (status === 0) return value;
      const { nameOf, messageOf } = runtime.uv;
      Object.assign(context, { errno: status, code: nameOf(status), message: messageOf(status), syscall });
      return undefined;
    }
    /** Nothing is ever queued here. */
    getSendQueueSize(): number {
      return 0;
    }
    getSendQueueCount(): number {
      return 0;
    }

    #bind(family: 4 | 6, address: string, port: unknown, flags: number): number {
      if (this.fd >= 0 || parseIp(address)?.family !== family) return number("EINVAL");
      const wanted =
        (flags & uv.onlyIpv6 ? socketFlags.onlyIpv6 : 0) |
        (flags & uv.sharesAddress ? socketFlags.sharesAddress : 0) |
        (flags & uv.sharesPort ? socketFlags.sharesPort : 0);
      return this.tryCall(() => this.open(system.call("datagramBind", [address, toPort(port), wanted]).fd));
    }
    /** A socket that was never bound is bound by its first use. */
    #ensureBound(family: 4 | 6): number {
      return this.fd >= 0 ? 0 : this.#bind(family, family === 4 ? "0.0.0.0" : "::", 0, 0);
    }
    #connect(family: 4 | 6, address: string, port: unknown): number {
      if (parseIp(address)?.family !== family) return number("EINVAL");
      const bound = this.#ensureBound(family);
      if (bound !== 0) return bound;
      return this.#explained(
        address,
        this.tryCall(() => system.call("datagramConnect", [this.fd, address, toPort(port)])),
      );
    }
    #send(family: 4 | 6, list: ArrayBufferView[], port: unknown, address: unknown): number {
      const isConnected = typeof address !== "string";
      if (!isConnected && parseIp(address)?.family !== family) return number("EINVAL");
      const bound = this.#ensureBound(family);
      if (bound !== 0) return bound;
      const data = joined(list);
      const host = isConnected ? "" : address;
      const to = isConnected ? 0 : toPort(port);
      const status = this.tryCall(() => system.call("datagramSend", [this.fd, host, to], data));
      return status === 0 ? data.length + 1 : this.#explained(host, status);
    }
    #member(group: string, source: string, address: string | undefined, joins: boolean): number {
      const ip = parseIp(group);
      const via = address === undefined ? null : parseIp(address);
      if (!ip || !isMulticast(ip) || (address !== undefined && !via)) return number("EINVAL");
      if (via && !isLocal(via)) return number("ENODEV");
      const bound = this.#ensureBound(ip.family);
      if (bound !== 0) return bound;
      return this.tryCall(() => system.call("datagramMember", [this.fd, ip.text, source, joins]));
    }
    #option(name: string, value: number): number {
      return this.tryCall(() => system.call("datagramOption", [this.fd, name, value]));
    }
    #explained(address: string, status: number): number {
      if (status === number("ENETUNREACH")) explainOutside(runtime, address);
      return status;
    }
    protected override events(): DatagramHandleEvents {
      return {
        datagram: (data, from) => {
          system.post({ type: "read-ack", fd: this.fd, bytes: data.length + datagramCostBytes });
          const { Buffer } = runtime.requireBuiltin("buffer") as BufferModule;
          const out: AddressOut = {};
          fillAddress(out, from);
          const buffer = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
          loop.callNow(this, "onmessage", [data.length, this, buffer, out]);
        },
        failed: (code) => void loop.callNow(this, "onmessage", [number(code), this, undefined, undefined]),
      };
    }
  }
  const data = runtime.data("udp_wrap");
  // Node keeps this constant out of sight.
  Object.defineProperty(data["constants"], "UV_UDP_REUSEPORT", { value: uv.sharesPort });
  return {
    ...data,
    UDP,
    SendWrap: class SendWrap {
      constructor() {
        runtime.asyncIds.adopt(this, "UDPSENDWRAP");
      }
    },
  };
}

/** As V8's Uint32Value: Node's library also hands callbacks in here. */
function toPort(port: unknown): number {
  return Number(port) >>> 0;
}

function joined(list: ArrayBufferView[]): Uint8Array {
  return joinBytes(list.map(bytesOf));
}
