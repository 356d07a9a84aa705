/** Names: this machine's own, and what a DNS server on loopback answers. A browser gives programs no sockets to the outside. */
import type { Binding, Runtime } from "../boot/runtime.ts";
import { codedError } from "../boot/uv-errors.ts";
import { isLoopback, parseIp } from "../kernel/ip-address.ts";
import { DnsChannel, type DnsOutcome } from "./dns-channel.ts";
import type { RecordType } from "./dns-message.ts";
import { resultOf, reverseName } from "./dns-results.ts";
import { explainOutside } from "./outside.ts";

const localName = /^(localhost|.*\.localhost|glasshouse)$/i;
/** c-ares's number for "queries are under way". */
const serversPending = -1000;
const defaultPort = 53;
/** The part of /etc/services that programs meet. */
const services: Record<number, string> = {
  21: "ftp",
  22: "ssh",
  23: "telnet",
  25: "smtp",
  53: "domain",
  80: "http",
  110: "pop3",
  123: "ntp",
  143: "imap2",
  443: "https",
  993: "imaps",
};

type CompleteRequest = { oncomplete?: unknown };
type Query = (request: CompleteRequest, name: string) => number;

export function createCaresWrapBinding(runtime: Runtime): Binding {
  const { loop, uv } = runtime;
  const wrap = (name: string) =>
    ({
      [name]: class {
        constructor() {
          runtime.asyncIds.adopt(this, name.toUpperCase());
        }
      },
    })[name];
  const tell = (request: object, args: unknown[]): number => {
    loop.callback(request, "oncomplete", args);
    return 0;
  };
  return {
    ...runtime.data("cares_wrap"),
    getaddrinfo(request: object, hostname: string, family: number) {
      const ip = parseIp(hostname);
      if (ip) return tell(request, [null, [ip.text]]);
      if (localName.test(hostname)) return tell(request, [null, [family === 6 ? "::1" : "127.0.0.1"]]);
      explainOutside(runtime, hostname);
      return tell(request, [uv.numberOf("EAI_NONAME")]);
    },
    getnameinfo(request: object, address: string, port: number) {
      const ip = parseIp(address);
      const name = ip && isLoopback(ip) ? "localhost" : address;
      return tell(request, [null, name, services[port] ?? String(port)]);
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
    ChannelWrap: channelWrap(runtime, tell),
  };
}

function channelWrap(runtime: Runtime, tell: (request: object, args: unknown[]) => number): unknown {
  const query =
    (type: RecordType) =>
    (channel: DnsChannel, request: CompleteRequest, name: string): number => {
      channel.ask(name, type, (outcome) => tell(request, told(runtime, outcome, type, name)));
      return 0;
    };
  class ChannelWrap {
    readonly #channel: DnsChannel;
    constructor(timeoutMs: number, tries: number, maxTimeoutMs: number) {
      runtime.asyncIds.adopt(this, "DNSCHANNEL");
      this.#channel = new DnsChannel(runtime, timeoutMs, tries, maxTimeoutMs);
    }
    queryAny: Query = (request, name) => query("ANY")(this.#channel, request, name);
    queryA: Query = (request, name) => query("A")(this.#channel, request, name);
    queryAaaa: Query = (request, name) => query("AAAA")(this.#channel, request, name);
    queryCaa: Query = (request, name) => query("CAA")(this.#channel, request, name);
    queryCname: Query = (request, name) => query("CNAME")(this.#channel, request, name);
    queryMx: Query = (request, name) => query("MX")(this.#channel, request, name);
    queryNs: Query = (request, name) => query("NS")(this.#channel, request, name);
    queryTxt: Query = (request, name) => query("TXT")(this.#channel, request, name);
    querySrv: Query = (request, name) => query("SRV")(this.#channel, request, name);
    queryPtr: Query = (request, name) => query("PTR")(this.#channel, request, name);
    queryNaptr: Query = (request, name) => query("NAPTR")(this.#channel, request, name);
    querySoa: Query = (request, name) => query("SOA")(this.#channel, request, name);
    getHostByAddr(request: CompleteRequest, address: string): number {
      const ip = parseIp(address);
      if (!ip) return runtime.uv.numberOf("EINVAL");
      if (isLoopback(ip)) return tell(request, [null, ["localhost"]]);
      return query("PTR")(this.#channel, request, reverseName(ip));
    }
    getServers(): [string, number][] {
      return this.#channel.servers.map(({ address, port }) => [address, port]);
    }
    setServers(servers: [number, string, number][]): number {
      if (this.#channel.isBusy) return serversPending;
      this.#channel.servers = servers.map(([, address, port]) => ({ address, port: port || defaultPort }));
      return 0;
    }
    /** All sockets are on loopback whatever is chosen: this checks the addresses. */
    setLocalAddress(first: string, second?: string): void {
      const [one, other] = [parseIp(first), second === undefined ? undefined : parseIp(second)];
      const refuse = (message: string) => codedError(Error, "ERR_INVALID_ARG_VALUE", message);
      if (!one || other === null) throw refuse("Invalid IP address.");
      if (one.family === other?.family) throw refuse(`Cannot specify two IPv${one.family} addresses.`);
    }
    cancel(): void {
      this.#channel.cancel();
    }
  }
  return ChannelWrap;
}

function told(runtime: Runtime, outcome: DnsOutcome, type: RecordType, name: string): unknown[] {
  if ("code" in outcome) {
    if (outcome.code === "ECONNREFUSED") explainOutside(runtime, name);
    return [outcome.code];
  }
  const result = resultOf(outcome.answer.records, type);
  return result ? [null, ...result] : ["ENODATA"];
}
