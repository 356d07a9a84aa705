/** A value as it travels between threads: Node's structured clone, with what Node's own classes and native ones say of themselves. */
import type { EngineRuntime } from "../boot/bootstrap.ts";
import type { HostObjectRules } from "./host-objects.ts";
import type { Message, PortData } from "./port-data.ts";
import { ValueReader } from "./serdes-reader.ts";
import { ValueWriter } from "./serdes-writer.ts";

const texts = {
  cannotClone: "Cannot clone object of unsupported type.",
  cannotTransfer: "Cannot transfer object of unsupported type.",
  invalidTransfer: "Found invalid value in transferList.",
  needsTransfer: "Object that needs transfer was found in message but not listed in transferList",
} as const;

/** What stands in front of the value: how to make each host object, and the buffers that were moved. */
interface Preface {
  hosts: HostRecord[];
  buffers: ArrayBuffer[];
}
/** A port's place in `Message.ports`, `module:Class` of Node's library, or a native class with its data. */
type HostRecord = number | string | [name: string, data: unknown];

/** What a MessagePort object is to messages. */
export interface PortObjects {
  /** Undefined for other objects, null for a port that is closed or was given away. */
  dataOf(object: object): PortData | null | undefined;
  /** The object loses its end of the channel. */
  detach(object: object): PortData;
  attach(data: PortData): object;
}

export interface MessageFormat {
  write(value: unknown, transfer: unknown[], source?: object): Message;
  read(message: Message): { value: unknown; ports: object[] | undefined };
}

/** The entry of this script (../boot/chunk.ts), which runs when the first message is written or read. */
export function createBinding(runtime: EngineRuntime): { createMessageFormat: CreateMessageFormat } {
  return { createMessageFormat: (...parts) => createMessageFormat(runtime, ...parts) };
}

export type CreateMessageFormat = (
  ports: PortObjects,
  claim: (id: number) => PortData,
  /** Node's way to make an object of `module:Class`. */
  createObject: (info: string) => object,
) => MessageFormat;

function createMessageFormat(
  runtime: EngineRuntime,
  ports: PortObjects,
  claim: (id: number) => PortData,
  createObject: (info: string) => object,
): MessageFormat {
  const { symbols, privateSymbols, inspection, hostObjects } = runtime;
  const modeKey = privateSymbols["transfer_mode_private_symbol"] ?? "";
  const untransferableKey = privateSymbols["untransferable_object_private_symbol"] ?? "";
  const constants = runtime.data("util")["constants"] as Record<string, number>;
  const canTransfer = constants["kTransferable"] ?? 1;
  const canClone = constants["kCloneable"] ?? 2;
  const cloneError = (message: string): Error => {
    const DOMException = runtime.createDomException() as new (message: string, name: string) => Error;
    return new DOMException(message, "DataCloneError");
  };
  const hook = (object: object, symbol: string): unknown => {
    const method: unknown = Reflect.get(object, symbols[symbol] ?? "");
    return typeof method === "function" ? Reflect.apply(method, object, []) : undefined;
  };
  /** Undefined for an object that V8 clones by itself. */
  const modeOf = (object: object): number | undefined => {
    const data = ports.dataOf(object);
    if (data !== undefined) return data && data.channel === null ? canTransfer : 0;
    const rules = hostObjects.of(object);
    if (rules) return (rules.cloneable ? canClone : 0) | (rules.transferable ? canTransfer : 0);
    const mode: unknown = Reflect.get(object, modeKey);
    return typeof mode === "number" ? mode : undefined;
  };

  /** Sorts a transfer list into buffers and host objects, with those that come along. */
  const readTransferList = (
    list: unknown[],
    source: object | undefined,
  ): { buffers: ArrayBuffer[]; hosts: object[] } => {
    const buffers: ArrayBuffer[] = [];
    const hosts: object[] = [];
    for (const entry of list) {
      if ((typeof entry !== "object" && typeof entry !== "function") || entry === null)
        throw cloneError(texts.invalidTransfer);
      if (Reflect.get(entry, untransferableKey) !== undefined) throw cloneError(texts.cannotTransfer);
      if (entry instanceof ArrayBuffer) {
        if (entry.detached) throw cloneError(texts.cannotTransfer);
        if (buffers.includes(entry)) throw cloneError("Transfer list contains duplicate ArrayBuffer");
        buffers.push(entry);
        continue;
      }
      if (entry === source) throw cloneError("Transfer list contains source port");
      if (ports.dataOf(entry) === null) throw cloneError("MessagePort in transfer list is already detached");
      if (hosts.includes(entry)) throw cloneError(`Transfer list contains duplicate ${entry.constructor.name}`);
      const mode = modeOf(entry);
      if (mode === undefined) throw cloneError(texts.invalidTransfer);
      if ((mode & canTransfer) === 0) throw cloneError(texts.cannotTransfer);
      hosts.push(entry);
    }
    // The list grows while it is walked: what comes along may bring more.
    for (const host of hosts) {
      const inner = hook(host, "messaging_transfer_list_symbol");
      for (const one of Array.isArray(inner) ? inner : []) {
        if (typeof one === "object" && one !== null && !hosts.includes(one) && modeOf(one) !== undefined)
          hosts.push(one);
      }
    }
    return { buffers, hosts };
  };

  return {
    write(value, transfer, source) {
      const { buffers, hosts } = readTransferList(transfer, source);
      const firstCloned = hosts.length;
      const attachments: object[] = [];
      const writer = new ValueWriter({
        cloneError,
        isProxy: (one) => inspection.isProxy(one) && one !== runtime.process.env,
        isHostObject: (one) => modeOf(one) !== undefined,
        writeHostObject(one) {
          const known = hosts.indexOf(one);
          if (known < 0) {
            const mode = modeOf(one) ?? 0;
            if (mode === 0 || (mode & (canClone | canTransfer)) === 0) throw cloneError(texts.cannotClone);
            if ((mode & canClone) === 0) throw cloneError(texts.needsTransfer);
          }
          writer.varint(known < 0 ? hosts.push(one) - 1 : known);
        },
        transferred(buffer) {
          const number = buffers.indexOf(buffer);
          return number < 0 ? undefined : number;
        },
        attach(one) {
          const known = attachments.indexOf(one);
          return known < 0 ? attachments.push(one) - 1 : known;
        },
      });
      writer.header();
      writer.value(value);
      const preface: Preface = { hosts: [], buffers };
      const moved: PortData[] = [];
      for (let index = 0; index < hosts.length; index++) {
        const host = hosts[index];
        if (host === undefined) continue;
        if (ports.dataOf(host)) {
          preface.hosts.push(moved.push(ports.detach(host)) - 1);
          continue;
        }
        const rules = hostObjects.of(host);
        if (rules) {
          preface.hosts.push([rules.name, rules.write(host, index < firstCloned)]);
          continue;
        }
        const parts =
          (index < firstCloned && hook(host, "messaging_transfer_symbol")) || hook(host, "messaging_clone_symbol");
        const { data, deserializeInfo } = (parts ?? {}) as { data?: unknown; deserializeInfo?: unknown };
        if (typeof deserializeInfo !== "string") throw cloneError(texts.cannotClone);
        preface.hosts.push(deserializeInfo);
        writer.value(data);
      }
      const body = writer.release();
      const head = writePreface(preface, cloneError);
      for (const buffer of buffers) detach(buffer, cloneError);
      return { bytes: join(head, body), ports: moved, attachments };
    },
    read({ bytes, ports: moved, attachments }) {
      const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
      const preface = readPreface(bytes.subarray(4, 4 + length));
      const arrived: object[] = [];
      const hosts = preface.hosts.map((record) => {
        if (typeof record === "string") return createObject(record);
        if (typeof record !== "number") return rulesFor(runtime, record[0]).read(record[1]);
        const data = moved[record] ?? 0;
        const port = ports.attach(typeof data === "number" ? claim(data) : data);
        arrived.push(port);
        return port;
      });
      const reader = new ValueReader(bytes.subarray(4 + length), {
        readHostObject: () => hosts[Number(reader.varint())],
        transferred: (number) => preface.buffers[number],
        attachment: (number) => seenAttachment(attachments[number]),
      });
      reader.header();
      const value = reader.value();
      for (const [index, record] of preface.hosts.entries()) {
        if (typeof record !== "string") continue;
        const data = reader.value();
        const host = hosts[index] ?? {};
        const deserialize: unknown = Reflect.get(host, symbols["messaging_deserialize_symbol"] ?? "");
        if (typeof deserialize === "function") Reflect.apply(deserialize, host, [data]);
      }
      return { value, ports: hosts.length > 0 ? arrived : undefined };
    },
  };
}

function rulesFor(runtime: EngineRuntime, name: string): HostObjectRules {
  const known = runtime.hostObjects.named(name);
  if (known) return known;
  runtime.internalBinding(name.slice(0, name.indexOf(":")));
  const loaded = runtime.hostObjects.named(name);
  if (!loaded) throw new Error(`Unknown deserialize spec ${name}`);
  return loaded;
}

/** Memory arrives only with the event loop; a thread that asks in the middle of its program can have what it has met before. */
function seenAttachment(attachment: object | number | undefined): object {
  if (typeof attachment === "object") return attachment;
  throw new Error(
    "This message carries a SharedArrayBuffer or WebAssembly object that is new to this thread. A browser delivers those only while the thread waits in its event loop: use port.on('message') for this message, or send the memory beforehand (workerData).",
  );
}

function writePreface(preface: Preface, cloneError: (message: string) => Error): Uint8Array {
  const writer = new ValueWriter({
    cloneError,
    isProxy: () => false,
    writeHostObject() {},
  });
  writer.header();
  writer.value(preface.hosts);
  writer.value(preface.buffers);
  return writer.release();
}

function readPreface(bytes: Uint8Array): Preface {
  const reader = new ValueReader(bytes, { readHostObject: () => undefined });
  reader.header();
  // Written by `writePreface` of a thread of this process.
  return { hosts: reader.value() as HostRecord[], buffers: reader.value() as ArrayBuffer[] };
}

function detach(buffer: ArrayBuffer, cloneError: (message: string) => Error): void {
  try {
    buffer.transfer();
  } catch {
    throw cloneError(texts.cannotTransfer); // memory of WebAssembly stays where it is
  }
}

function join(head: Uint8Array, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(4 + head.length + body.length);
  new DataView(whole.buffer).setUint32(0, head.length, true);
  whole.set(head, 4);
  whole.set(body, 4 + head.length);
  return whole;
}
