/** Names: only this machine's own exist. A browser gives programs no DNS and no sockets to the outside. */
import type { Binding, Runtime } from "../boot/runtime.ts";
import { parseIp } from "../kernel/ip-address.ts";
import { explainOutside } from "./outside.ts";

const localName = /^(localhost|.*\.localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|::1|::|glasshouse)$/i;

export function createCaresWrapBinding(runtime: Runtime): Binding {
  const { loop, uv } = runtime;
  const data = runtime.data("cares_wrap");
  const wrap = (name: string) =>
    ({
      [name]: class {
        constructor() {
          runtime.asyncIds.adopt(this, name.toUpperCase());
        }
      },
    })[name];
  const refuse = (request: object): number => {
    loop.callback(request, "oncomplete", [uv.numberOf("EAI_NONAME")]);
    return 0;
  };
  class ChannelWrap {
    getServers(): [string, number][] {
      return [["127.0.0.1", 53]];
    }
    setServers(): number {
      return 0;
    }
    setLocalAddress(): void {}
    cancel(): void {}
  }
  for (const method of runtime.dump.bindings["cares_wrap"]?.classes["ChannelWrap"] ?? []) {
    if (method in ChannelWrap.prototype) continue;
    Object.defineProperty(ChannelWrap.prototype, method, { configurable: true, value: refuse });
  }
  return {
    ...data,
    getaddrinfo(request: object, hostname: string, family: number) {
      if (!localName.test(hostname)) {
        explainOutside(runtime, hostname);
        return refuse(request);
      }
      const address = family === 6 ? "::1" : /^\d+\./.test(hostname) ? hostname : "127.0.0.1";
      loop.callback(request, "oncomplete", [null, [address]]);
      return 0;
    },
    getnameinfo(request: object) {
      loop.callback(request, "oncomplete", [null, "localhost", ""]);
      return 0;
    },
    canonicalizeIP: (address: string) => parseIp(address)?.text,
    convertIpv6StringToBuffer: (address: string) => {
      const ip = parseIp(address);
      return ip?.family === 6 ? Uint8Array.from(ip.bytes) : null;
    },
    strerror: (number: number) => uv.messageOf(number),
    GetAddrInfoReqWrap: wrap("GetAddrInfoReqWrap"),
    GetNameInfoReqWrap: wrap("GetNameInfoReqWrap"),
    QueryReqWrap: wrap("QueryReqWrap"),
    ChannelWrap,
  };
}
