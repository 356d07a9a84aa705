/** What may be cloned, what has to be transferred, and what neither: by Node's rules and words. */
import type { EngineRuntime } from "../boot/bootstrap.ts";
import type { PortData } from "./port-data.ts";

export const refusals = {
  cannotClone: "Cannot clone object of unsupported type.",
  cannotTransfer: "Cannot transfer object of unsupported type.",
  invalidTransfer: "Found invalid value in transferList.",
  needsTransfer: "Object that needs transfer was found in message but not listed in transferList",
} as const;

/** What a MessagePort object is to messages. */
export interface PortObjects {
  /** Undefined for other objects, null for a port that is closed or was given away. */
  dataOf(object: object): PortData | null | undefined;
  /** The object loses its end of the channel. */
  detach(object: object): PortData;
  attach(data: PortData): object;
}

export interface TransferModes {
  /** Bits of Node's `kCloneable` and `kTransferable`; undefined for an object that V8 clones by itself. */
  of(object: object): number | undefined;
  canTransfer(object: object): boolean;
  /** Throws for an object that a message may not just copy. */
  checkClone(object: object): void;
  isPinned(object: object): boolean;
  /** True for a port that was closed or given away. */
  isDetached(object: object): boolean;
  /** Calls the method that Node's library keeps under one of its symbols. */
  hook(object: object, symbol: string): unknown;
  cloneError(message: string): Error;
}

export function createTransferModes(runtime: EngineRuntime, ports: PortObjects): TransferModes {
  const { symbols, privateSymbols, hostObjects } = runtime;
  const modeKey = privateSymbols["transfer_mode_private_symbol"] ?? "";
  const pinnedKey = privateSymbols["untransferable_object_private_symbol"] ?? "";
  const constants = runtime.data("util")["constants"] as Record<string, number>;
  const transferable = constants["kTransferable"] ?? 1;
  const cloneable = constants["kCloneable"] ?? 2;
  const modes: TransferModes = {
    of(object) {
      const data = ports.dataOf(object);
      if (data !== undefined) return data && data.channel === null ? transferable : 0;
      const rules = hostObjects.of(object);
      if (rules) return (rules.cloneable ? cloneable : 0) | (rules.transferable ? transferable : 0);
      const mode: unknown = Reflect.get(object, modeKey);
      return typeof mode === "number" ? mode : undefined;
    },
    canTransfer: (object) => ((modes.of(object) ?? 0) & transferable) !== 0,
    checkClone(object) {
      const mode = modes.of(object) ?? 0;
      if ((mode & (cloneable | transferable)) === 0) throw modes.cloneError(refusals.cannotClone);
      if ((mode & cloneable) === 0) throw modes.cloneError(refusals.needsTransfer);
    },
    isPinned: (object) => Reflect.get(object, pinnedKey) !== undefined,
    isDetached: (object) => ports.dataOf(object) === null,
    hook(object, symbol) {
      const method: unknown = Reflect.get(object, symbols[symbol] ?? "");
      return typeof method === "function" ? Reflect.apply(method, object, []) : undefined;
    },
    cloneError(message) {
      const DOMException = runtime.createDomException() as new (message: string, name: string) => Error;
      return new DOMException(message, "DataCloneError");
    },
  };
  return modes;
}

/** Sorts a transfer list into buffers and host objects, with those that come along. */
export function readTransferList(
  modes: TransferModes,
  list: unknown[],
  source: object | undefined,
): { buffers: ArrayBuffer[]; hosts: object[] } {
  const buffers: ArrayBuffer[] = [];
  const hosts: object[] = [];
  for (const entry of list) {
    if ((typeof entry !== "object" && typeof entry !== "function") || entry === null) {
      throw modes.cloneError(refusals.invalidTransfer);
    }
    if (modes.isPinned(entry)) throw modes.cloneError(refusals.cannotTransfer);
    if (entry instanceof ArrayBuffer) {
      if (entry.detached) throw modes.cloneError(refusals.cannotTransfer);
      if (buffers.includes(entry)) throw modes.cloneError("Transfer list contains duplicate ArrayBuffer");
      buffers.push(entry);
      continue;
    }
    if (entry === source) throw modes.cloneError("Transfer list contains source port");
    if (modes.isDetached(entry)) throw modes.cloneError("MessagePort in transfer list is already detached");
    if (hosts.includes(entry)) throw modes.cloneError(`Transfer list contains duplicate ${entry.constructor.name}`);
    if (modes.of(entry) === undefined) throw modes.cloneError(refusals.invalidTransfer);
    if (!modes.canTransfer(entry)) throw modes.cloneError(refusals.cannotTransfer);
    hosts.push(entry);
  }
  // The list grows while it is walked: what comes along may bring more.
  for (const host of hosts) {
    const inner = modes.hook(host, "messaging_transfer_list_symbol");
    for (const one of Array.isArray(inner) ? inner : []) {
      if (typeof one === "object" && one !== null && !hosts.includes(one) && modes.of(one) !== undefined)
        hosts.push(one);
    }
  }
  return { buffers, hosts };
}
