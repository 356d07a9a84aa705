import { type StreamDescription, streamPair } from "./descriptions.ts";
import type { FileTree } from "./file-tree.ts";
import type { Inode } from "./inode.ts";
import { type Endpoint, type IpAddress, isAny, isLocal, parseIp, unmapped } from "./ip-address.ts";
import { dropWaiting, type ListenerDescription, offer } from "./listener.ts";
import { type Bound, PortTable } from "./port-table.ts";
import { socketFlags } from "./protocol.ts";
import { fail } from "./system-error.ts";
import type { Start } from "./walk.ts";

export type PortEvent = { port: number; type: "open" | "close" };

/** `sun_path`: 108 bytes with the zero at the end. */
const longestPathBytes = 107;
const noPlace: Bound = { ip: ipOf("::"), port: 0, onlyIpv6: false, shares: "nothing" };

/** The loopback interface's streams: listening ports and paths, and connections between processes of this kernel. */
export class Network {
  readonly #ports = new PortTable<ListenerDescription>();
  readonly #paths = new Map<Inode, ListenerDescription>();
  /** Names that begin with a zero byte: they are in no folder. */
  readonly #names = new Map<string, ListenerDescription>();
  readonly #onPort: (event: PortEvent) => void;

  constructor(onPort: (event: PortEvent) => void) {
    this.#onPort = onPort;
  }

  isListening(port: number): boolean {
    return this.#ports.at(port).length > 0;
  }

  /** Opens a port (0 picks one); EADDRINUSE when another listens there. */
  listen(port: number, host: string, flags: number, backlog: number): ListenerDescription {
    const ip = localIp(host);
    const place: Bound = {
      ip,
      port,
      onlyIpv6: (flags & socketFlags.onlyIpv6) !== 0,
      shares: flags & socketFlags.sharesPort ? "port" : "nothing",
    };
    const chosen = this.#ports.choose(place);
    const listener = createListener({ ...place, port: chosen }, null, backlog, () => {
      this.#ports.remove(listener);
      if (!this.isListening(chosen)) this.#onPort({ port: chosen, type: "close" });
    });
    const isFirst = !this.isListening(chosen);
    this.#ports.add(listener);
    if (isFirst) this.#onPort({ port: chosen, type: "open" });
    return listener;
  }

  /** One end of a new connection to a listening port; `local` is where it starts (port 0 picks one). */
  connect(port: number, host: string, local: Endpoint = { address: "", port: 0 }): StreamDescription {
    const target = reachableIp(host);
    const from = this.#source(target, local);
    const listener = this.#ports.reached(target, port)[0] ?? fail("ECONNREFUSED");
    if (listener.shares === "port") {
      this.#ports.remove(listener);
      this.#ports.add(listener);
    }
    const [near, far] = streamPair("socket");
    const seen = (endpoint: Endpoint) => seenBy(listener, endpoint);
    const to = { address: target.text, port };
    near.names = { local: from, remote: to };
    far.names = { local: seen(to), remote: seen(from) };
    offer(listener, far);
    return near;
  }

  /** A connection to a port on whichever address it listens, as a browser's to localhost. */
  connectAnywhere(port: number): StreamDescription {
    const isIpv4 = this.#ports.reached(ipOf("127.0.0.1"), port).length > 0;
    return this.connect(port, isIpv4 ? "127.0.0.1" : "::1");
  }

  listenPath(tree: FileTree, path: string, start: Start, backlog: number): ListenerDescription {
    checkLength(path);
    if (path.startsWith("\0")) return this.#listenName(path, backlog);
    const node = tree.socket(path, start);
    const place = tree.realpath(path, start);
    const listener = createListener(noPlace, path, backlog, () => {
      this.#paths.delete(node);
      if (tree.peek(place) === node) tree.unlink(place, "/");
    });
    listener.setMode = (mode) => tree.setAttributes(node, { mode });
    this.#paths.set(node, listener);
    return listener;
  }

  connectPath(tree: FileTree, path: string, start: Start): StreamDescription {
    checkLength(path);
    const listener = path.startsWith("\0") ? this.#names.get(path) : this.#listenerOn(tree.node(path, start));
    const [near, far] = streamPair("local");
    offer(listener ?? fail("ECONNREFUSED"), far);
    return near;
  }

  #listenerOn(node: Inode): ListenerDescription | undefined {
    const canWrite = 0o222;
    if ((node.mode & canWrite) === 0) fail("EACCES");
    return this.#paths.get(node);
  }

  #listenName(name: string, backlog: number): ListenerDescription {
    if (this.#names.has(name)) fail("EADDRINUSE");
    const listener = createListener(noPlace, name, backlog, () => this.#names.delete(name));
    this.#names.set(name, listener);
    return listener;
  }

  #source(target: IpAddress, { address, port }: Endpoint): Endpoint {
    const own = address === "" ? target : localIp(address);
    const ip = isAny(own) ? target : own;
    const chosen = this.#ports.choose({ ...noPlace, ip, port });
    return { address: ip.text, port: chosen };
  }
}

function createListener(place: Bound, path: string | null, backlog: number, forget: () => void): ListenerDescription {
  const listener: ListenerDescription = {
    ...place,
    type: "listener",
    references: 0,
    path,
    backlog,
    waiting: [],
    acceptors: [],
    setMode: () => fail("EINVAL"),
    close: () => {
      forget();
      dropWaiting(listener);
    },
  };
  return listener;
}

function checkLength(path: string): void {
  if (new TextEncoder().encode(path).length > longestPathBytes) fail("EINVAL");
}

/** An address of this machine. */
function localIp(host: string): IpAddress {
  const ip = ipOf(host);
  return isLocal(ip) ? unmapped(ip) : fail("EADDRNOTAVAIL");
}

/** Where something sent to this address arrives: nothing but this machine can be reached. */
function reachableIp(host: string): IpAddress {
  const ip = host === "" || parseIp(host) ? unmapped(ipOf(host)) : null;
  if (!ip || !isLocal(ip)) {
    if (host !== "localhost") fail("ENETUNREACH");
    return ipOf("127.0.0.1");
  }
  if (!isAny(ip)) return ip;
  return ipOf(ip.family === 4 ? "127.0.0.1" : "::1");
}

function ipOf(host: string): IpAddress {
  if (host === "") return ipOf("::");
  return parseIp(host === "localhost" ? "127.0.0.1" : host) ?? fail("EINVAL");
}

/** IPv4 as a socket shows it that takes both families. */
function seenBy({ ip }: Bound, { address, port }: Endpoint): Endpoint {
  return { address: ip.family === 6 && !address.includes(":") ? `::ffff:${address}` : address, port };
}
