import { type IpAddress, isAny } from "./ip-address.ts";
import { fail } from "./system-error.ts";

/** A socket's place: one address, or all of them, at one port. */
export interface Bound {
  readonly ip: IpAddress;
  readonly port: number;
  /** A `::` that leaves IPv4 to others. */
  readonly onlyIpv6: boolean;
  /** Two sockets may have the same place when both say the same but "nothing" here. */
  readonly shares: "nothing" | "address" | "port";
}

const firstFreePort = 32_768;
const lastPort = 65_535;

/** Who has which port of one protocol. */
export class PortTable<T extends Bound> {
  readonly #ports = new Map<number, T[]>();
  #nextPort = firstFreePort;

  at(port: number): readonly T[] {
    return this.#ports.get(port) ?? [];
  }

  /** The port itself, or a free one for 0; EINVAL for what is none, EADDRINUSE when the place is taken. */
  choose(wanted: Bound): number {
    const { port } = wanted;
    if (!Number.isInteger(port) || port < 0 || port > lastPort) fail("EINVAL");
    if (port === 0) return this.freePort();
    if (this.at(port).some((other) => overlap(other, wanted) && !together(other, wanted))) fail("EADDRINUSE");
    return port;
  }

  add(entry: T): void {
    this.#ports.set(entry.port, [...this.at(entry.port), entry]);
  }

  remove(entry: T): void {
    const rest = this.at(entry.port).filter((other) => other !== entry);
    if (rest.length > 0) this.#ports.set(entry.port, rest);
    else this.#ports.delete(entry.port);
  }

  /** Those whom something sent to `ip` and `port` reaches: who has just that address before who has all. */
  reached(ip: IpAddress, port: number): T[] {
    const all = this.at(port);
    const exact = all.filter((entry) => entry.ip.text === ip.text);
    if (exact.length > 0) return exact;
    const family = all.filter((entry) => entry.ip.family === ip.family && isAny(entry.ip));
    if (family.length > 0 || ip.family === 6) return family;
    return all.filter(takesIpv4);
  }

  freePort(): number {
    for (let tries = firstFreePort; tries <= lastPort; tries++) {
      const port = this.#nextPort;
      this.#nextPort = port >= lastPort ? firstFreePort : port + 1;
      if (!this.#ports.has(port)) return port;
    }
    return fail("EADDRINUSE");
  }
}

/** True for a `::` that IPv4 reaches too. */
function takesIpv4(entry: Bound): boolean {
  return entry.ip.family === 6 && isAny(entry.ip) && !entry.onlyIpv6;
}

function overlap(one: Bound, other: Bound): boolean {
  if (one.ip.family === other.ip.family) return isAny(one.ip) || isAny(other.ip) || one.ip.text === other.ip.text;
  return takesIpv4(one) || takesIpv4(other);
}

function together(one: Bound, other: Bound): boolean {
  return one.shares === other.shares && one.shares !== "nothing";
}
