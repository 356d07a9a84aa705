import type { Runtime } from "../boot/runtime.ts";
import { CallFailure } from "../boot/uv-errors.ts";

/** The object that Node's library hands in to learn an address. */
export interface AddressOut {
  address?: string;
  family?: string;
  port?: number;
}

export function fillAddress(out: AddressOut, { address, port }: { address: string; port: number }): number {
  out.address = address;
  out.family = address.includes(":") ? "IPv6" : "IPv4";
  out.port = port;
  return 0;
}

/** Asks the kernel where a socket is, or whom it is connected to; 0 or a negative libuv number. */
export function socketName({ system, uv }: Runtime, fd: number, isPeer: boolean, out: AddressOut): number {
  try {
    return fillAddress(out, system.call("socketName", [fd, isPeer]));
  } catch (error) {
    if (!(error instanceof CallFailure)) throw error;
    return uv.numberOf(error.code);
  }
}
