/** A value as it travels between threads: Node's structured clone, with what Node's own classes and native ones say of themselves. */
import type { EngineRuntime } from "../boot/bootstrap.ts";
import type { HostObjectRules } from "./host-objects.ts";
import type { Message, PortData } from "./port-data.ts";
import { ValueReader } from "./serdes-reader.ts";
import { ValueWriter } from "./serdes-writer.ts";
import {
  createTransferModes,
  type PortObjects,
  readTransferList,
  refusals,
  type TransferModes,
} from "./transfer-modes.ts";

/** What stands in front of the value: how to make each host object, and the buffers that were moved. */
interface Preface {
  hosts: HostRecord[];
  buffers: ArrayBuffer[];
}
/** A port's place in `Message.ports`, `module:Class` of Node's library, or a native class with its data. */
type HostRecord = number | string | [name: string, data: unknown];

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

function createMessageFormat(runtime: EngineRuntime, ...parts: Parameters<CreateMessageFormat>): MessageFormat {
  return new Format(runtime, ...parts);
}

class Format implements MessageFormat {
  readonly #runtime: EngineRuntime;
  readonly #ports: PortObjects;
  readonly #claim: (id: number) => PortData;
  readonly #createObject: (info: string) => object;
  readonly #modes: TransferModes;

  constructor(
    runtime: EngineRuntime,
    ports: PortObjects,
    claim: (id: number) => PortData,
    createObject: (info: string) => object,
  ) {
    this.#runtime = runtime;
    this.#ports = ports;
    this.#claim = claim;
    this.#createObject = createObject;
    this.#modes = createTransferModes(runtime, ports);
  }

  write(value: unknown, transfer: unknown[], source?: object): Message {
    const modes = this.#modes;
    const { buffers, hosts } = readTransferList(modes, transfer, source);
    const transferred = hosts.length;
    const attachments: object[] = [];
    const { inspection, process } = this.#runtime;
    const writer = new ValueWriter({
      cloneError: modes.cloneError,
      isProxy: (one) => inspection.isProxy(one) && one !== process.env,
      isHostObject: (one) => modes.of(one) !== undefined,
      writeHostObject(one) {
        const known = hosts.indexOf(one);
        if (known < 0) modes.checkClone(one);
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
    const moved: PortData[] = [];
    const records: HostRecord[] = [];
    // Writing an object's data may meet more objects.
    for (let index = 0; index < hosts.length; index++) {
      const host = hosts[index];
      if (host) records.push(this.#writeHost(host, index < transferred, writer, moved));
    }
    const body = writer.release();
    const head = writePreface({ hosts: records, buffers }, modes.cloneError);
    for (const buffer of buffers) detach(buffer, modes.cloneError);
    return { bytes: join(head, body), ports: moved, attachments };
  }

  #writeHost(host: object, isTransferred: boolean, writer: ValueWriter, moved: PortData[]): HostRecord {
    if (this.#ports.dataOf(host)) return moved.push(this.#ports.detach(host)) - 1;
    const rules = this.#runtime.hostObjects.of(host);
    if (rules) return [rules.name, rules.write(host, isTransferred)];
    const modes = this.#modes;
    const parts =
      (isTransferred && modes.hook(host, "messaging_transfer_symbol")) || modes.hook(host, "messaging_clone_symbol");
    const { data, deserializeInfo } = (parts ?? {}) as { data?: unknown; deserializeInfo?: unknown };
    if (typeof deserializeInfo !== "string") throw modes.cloneError(refusals.cannotClone);
    writer.value(data);
    return deserializeInfo;
  }

  read({ bytes, ports: moved, attachments }: Message): { value: unknown; ports: object[] | undefined } {
    const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
    const preface = readPreface(bytes.subarray(4, 4 + length));
    const arrived: object[] = [];
    const hosts = preface.hosts.map((record) => {
      if (typeof record === "string") return this.#createObject(record);
      if (typeof record !== "number") return rulesFor(this.#runtime, record[0]).read(record[1]);
      const data = moved[record] ?? 0;
      const port = this.#ports.attach(typeof data === "number" ? this.#claim(data) : data);
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
      const deserialize: unknown = Reflect.get(host, this.#runtime.symbols["messaging_deserialize_symbol"] ?? "");
      if (typeof deserialize === "function") Reflect.apply(deserialize, host, [data]);
    }
    return { value, ports: hosts.length > 0 ? arrived : undefined };
  }
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
    throw cloneError(refusals.cannotTransfer); // memory of WebAssembly stays where it is
  }
}

function join(head: Uint8Array, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(4 + head.length + body.length);
  new DataView(whole.buffer).setUint32(0, head.length, true);
  whole.set(head, 4);
  whole.set(body, 4 + head.length);
  return whole;
}
