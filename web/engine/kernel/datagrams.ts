import { type DatagramDescription, defaultDatagramOptions, fault, receive, takeFailure } from "./datagram-socket.ts";
import { type Endpoint, type IpAddress, isAny, isLocal, isMulticast, parseIp, unmapped } from "./ip-address.ts";
import { type Bound, PortTable } from "./port-table.ts";
import { socketFlags } from "./protocol.ts";
import { fail } from "./system-error.ts";

/** What fits into one datagram: 65,535 less the headers. */
const longest = { 4: 65_507, 6: 65_527 } as const;
const broadcastAddress = "255.255.255.255";

/** The loopback interface's datagrams: between processes of this kernel, kept in order, lost only when nobody reads. */
export class Datagrams {
  readonly #sockets = new PortTable<DatagramDescription>();

  bind(host: string, port: number, flags: number): DatagramDescription {
    const ip = parseIp(host) ?? fail("EINVAL");
    if (!isLocal(ip) && !isMulticast(ip)) fail("EADDRNOTAVAIL");
    const place: Bound = {
      ip,
      port,
      onlyIpv6: (flags & socketFlags.onlyIpv6) !== 0,
      shares: sharing(flags),
    };
    const socket: DatagramDescription = {
      ...place,
      port: this.#sockets.choose(place),
      type: "datagram",
      references: 0,
      remote: null,
      options: { ...defaultDatagramOptions },
      groups: new Map(),
      waiting: [],
      waitingBytes: 0,
      failure: null,
      readers: [],
      close: () => this.#sockets.remove(socket),
    };
    this.#sockets.add(socket);
    return socket;
  }

  connect(socket: DatagramDescription, host: string, port: number): void {
    if (socket.remote) fail("EISCONN");
    const ip = this.#target(socket, host);
    socket.remote = { ip, port };
  }

  disconnect(socket: DatagramDescription): void {
    if (!socket.remote) fail("ENOTCONN");
    socket.remote = null;
  }

  /** Bytes sent; an empty host sends to where the socket is connected. */
  send(socket: DatagramDescription, data: Uint8Array, host: string, port: number): number {
    const failed = takeFailure(socket);
    if (failed) fail(failed);
    const remote = host === "" ? (socket.remote ?? fail("EDESTADDRREQ")) : { ip: this.#target(socket, host), port };
    if (data.length > longest[socket.ip.family]) fail("EMSGSIZE");
    const targets = this.#targets(socket, remote.ip, remote.port);
    const from = sourceOf(socket, remote.ip);
    for (const target of targets) receive(target, { data: data.slice(), from: seenBy(target, from) });
    if (targets.length === 0 && socket.remote && !isMulticast(remote.ip)) fault(socket, "ECONNREFUSED");
    return data.length;
  }

  /** Where the socket's datagrams come from. */
  localName(socket: DatagramDescription): Endpoint {
    return socket.remote ? sourceOf(socket, socket.remote.ip) : { address: socket.ip.text, port: socket.port };
  }

  /** Joins or leaves a group, for datagrams of one source or (`source` empty) of all. */
  member(socket: DatagramDescription, group: string, source: string, joins: boolean): void {
    const ip = parseIp(group);
    const from = source === "" ? null : (parseIp(source) ?? fail("EINVAL"));
    if (!ip || !isMulticast(ip) || ip.family !== socket.ip.family) fail("EINVAL");
    const known = socket.groups.get(ip.text);
    if (joins) join(socket, ip.text, known, from?.text);
    else leave(socket, ip.text, known, from?.text);
  }

  #target(socket: DatagramDescription, host: string): IpAddress {
    const given = parseIp(host) ?? fail("EINVAL");
    if (given.family !== socket.ip.family) fail("EINVAL");
    const ip = unmapped(given);
    if (ip.text === broadcastAddress) return socket.options.broadcast ? ip : fail("EACCES");
    if (isAny(ip)) return parseIp(ip.family === 4 ? "127.0.0.1" : "::1") ?? ip;
    return isLocal(ip) || isMulticast(ip) ? ip : fail("ENETUNREACH");
  }

  #targets(from: DatagramDescription, ip: IpAddress, port: number): DatagramDescription[] {
    const source = sourceOf(from, ip);
    const hears = ({ remote }: DatagramDescription) =>
      remote === null || (remote.port === source.port && remote.ip.text === source.address);
    if (ip.text === broadcastAddress) return this.#sockets.at(port).filter((one) => isAny(one.ip) && hears(one));
    if (isMulticast(ip)) {
      if (!from.options.multicastLoopback) return [];
      return this.#sockets.at(port).filter((one) => isMember(one, ip, source.address) && hears(one));
    }
    const all = this.#sockets.reached(ip, port).filter(hears);
    const last = all.at(-1);
    if (last?.shares !== "port") return last ? [last] : [];
    // Sockets that share a port take turns.
    const [first = last] = all;
    this.#sockets.remove(first);
    this.#sockets.add(first);
    return [first];
  }
}

function sharing(flags: number): Bound["shares"] {
  if (flags & socketFlags.sharesPort) return "port";
  return flags & socketFlags.sharesAddress ? "address" : "nothing";
}

function sourceOf({ ip, port }: DatagramDescription, target: IpAddress): Endpoint {
  if (!isAny(ip) && !isMulticast(ip)) return { address: ip.text, port };
  return { address: target.family === 4 ? "127.0.0.1" : "::1", port };
}

/** IPv4 as a socket shows it that takes both families. */
function seenBy({ ip }: Bound, { address, port }: Endpoint): Endpoint {
  return { address: ip.family === 6 && !address.includes(":") ? `::ffff:${address}` : address, port };
}

function isMember({ ip, groups }: DatagramDescription, group: IpAddress, source: string): boolean {
  const sources = groups.get(group.text);
  if (sources === undefined || (sources && !sources.has(source))) return false;
  return isAny(ip) || ip.text === group.text;
}

function join(socket: DatagramDescription, group: string, known: Set<string> | null | undefined, source?: string) {
  if (source === undefined) {
    if (known !== undefined) fail("EADDRINUSE");
    socket.groups.set(group, null);
    return;
  }
  if (known === null) fail("EINVAL");
  if (known?.has(source)) fail("EADDRNOTAVAIL");
  socket.groups.set(group, new Set([...(known ?? []), source]));
}

function leave(socket: DatagramDescription, group: string, known: Set<string> | null | undefined, source?: string) {
  if (known === undefined || (source !== undefined && !known?.has(source))) fail("EADDRNOTAVAIL");
  if (source !== undefined) known?.delete(source);
  if (source === undefined || known?.size === 0) socket.groups.delete(group);
}
