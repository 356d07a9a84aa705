/** `net.BlockList` and `net.SocketAddress`: addresses as numbers, rules as ranges. */
import type { EngineRuntime } from "../boot/bootstrap.ts";
import type { Binding } from "../boot/runtime.ts";

const families = { v4: 2, v6: 10 } as const;

interface Range {
  family: number;
  first: bigint;
  last: bigint;
  text: string;
}

function toNumber(address: string, family: number): bigint {
  if (family === families.v4)
    return address.split(".").reduce((total, part) => (total << 8n) | BigInt(Number(part) & 0xff), 0n);
  const [head = "", tail] = address.split("::");
  const groups = (text: string) => (text === "" ? [] : text.split(":").map((group) => BigInt(`0x${group || "0"}`)));
  const left = groups(head);
  const right = tail === undefined ? [] : groups(tail);
  const middle = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => 0n);
  return [...left, ...middle, ...right].reduce((total, group) => (total << 16n) | group, 0n);
}

export function createBlockListBinding(runtime: EngineRuntime): Binding {
  class SocketAddress {
    readonly address: string;
    readonly port: number;
    readonly family: number;
    readonly #flow: number;
    constructor(address: string, port: number, family: number, flow: number) {
      this.address = address;
      this.port = port;
      this.family = family;
      this.#flow = flow;
    }
    detail(target: Record<string, unknown>): object {
      return Object.assign(target, {
        address: this.address,
        port: this.port,
        family: this.family,
        flowlabel: this.#flow,
      });
    }
    flowlabel(): number {
      return this.#flow;
    }
  }
  class BlockList {
    declare ranges: Range[];
    constructor() {
      Object.defineProperty(this, "ranges", { value: [], writable: true, enumerable: false });
    }
    #add(family: number, first: bigint, last: bigint, text: string): void {
      this.ranges.unshift({ family, first, last, text });
    }
    #remove(text: string): void {
      this.ranges = this.ranges.filter((range) => range.text !== text);
    }
    addAddress(address: SocketAddress): void {
      const value = toNumber(address.address, address.family);
      this.#add(address.family, value, value, `Address: ${name(address.family)} ${address.address}`);
    }
    addAddresses(addresses: SocketAddress[]): void {
      for (const address of addresses) this.addAddress(address);
    }
    addRange(start: SocketAddress, end: SocketAddress): boolean {
      const first = toNumber(start.address, start.family);
      const last = toNumber(end.address, end.family);
      if (first > last) return false;
      this.#add(start.family, first, last, `Range: ${name(start.family)} ${start.address}-${end.address}`);
      return true;
    }
    addSubnet(network: SocketAddress, prefix: number): void {
      const bits = BigInt(network.family === families.v4 ? 32 - prefix : 128 - prefix);
      const first = (toNumber(network.address, network.family) >> bits) << bits;
      const last = first | ((1n << bits) - 1n);
      this.#add(network.family, first, last, `Subnet: ${name(network.family)} ${network.address}/${prefix}`);
    }
    removeAddress(address: SocketAddress): void {
      this.#remove(`Address: ${name(address.family)} ${address.address}`);
    }
    removeRange(start: SocketAddress, end: SocketAddress): void {
      this.#remove(`Range: ${name(start.family)} ${start.address}-${end.address}`);
    }
    removeSubnet(network: SocketAddress, prefix: number): void {
      this.#remove(`Subnet: ${name(network.family)} ${network.address}/${prefix}`);
    }
    check(address: SocketAddress): boolean {
      return this.checkString(address.address, address.family);
    }
    checkString(address: string, family: number): boolean {
      const value = toNumber(address, family);
      return this.ranges.some((range) => range.family === family && value >= range.first && value <= range.last);
    }
    getRules(): string[] {
      return this.ranges.map((range) => range.text);
    }
    getSize(): number {
      return this.ranges.length;
    }
    clear(): void {
      this.ranges = [];
    }
  }
  runtime.hostObjects.register("block_list:SocketAddress", SocketAddress.prototype, {
    cloneable: true,
    transferable: false,
    write: (object) => {
      const { address, port, family, flowlabel } = (object as SocketAddress).detail({}) as SocketAddress & {
        flowlabel: number;
      };
      return [address, port, family, flowlabel];
    },
    read: (data) => new SocketAddress(...(data as ConstructorParameters<typeof SocketAddress>)),
  });
  runtime.hostObjects.register("block_list:BlockList", BlockList.prototype, {
    cloneable: true,
    transferable: false,
    write: (object) => (object as BlockList).ranges,
    read(data) {
      const list = new BlockList();
      list.ranges = data as Range[];
      return list;
    },
  });
  return { ...runtime.data("block_list"), BlockList, SocketAddress };
}

function name(family: number): string {
  return family === families.v4 ? "IPv4" : "IPv6";
}
