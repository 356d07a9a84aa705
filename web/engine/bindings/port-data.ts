/** The ends of message channels, apart from the objects that programs hold: an end moves from object to object and from thread to thread. */
import type { SystemPort } from "../boot/system.ts";
import type { PortMessage } from "../kernel/protocol.ts";

/** A serialized value and what moves or is shared with it. */
export interface Message {
  bytes: Uint8Array<ArrayBuffer>;
  /** Ends of channels; a number is one that another thread sent and that has no data here yet. */
  ports: (PortData | number)[];
  attachments: (object | number)[];
}

interface Item {
  /** Null: the channel is closed. */
  message: Message | null;
  /** The kernel's number of it, 0 when it never left this thread. */
  seq: number;
}

export interface PortData {
  inbox: Item[];
  /** The other end while both are in this thread. */
  peer: PortData | null;
  /** Set once the kernel knows this end. */
  id: number | null;
  /** The last message that the kernel sent here, that the program took, and that the kernel was told of. */
  seq: number;
  taken: number;
  acknowledged: number;
  takenBytes: number;
  /** The name of a broadcast channel: several hear what is sent here, none of them closes with it. */
  channel: string | null;
  /** Told when the inbox has something new. */
  onArrival: (() => void) | null;
}

const acknowledgeAfter = { messages: 32, bytes: 65_536 } as const;
const idsPerThread = 2 ** 32;

/** Both ends in one thread speak directly; as soon as one leaves, the kernel carries the messages. */
export class PortRoutes {
  readonly #system: SystemPort;
  readonly #threadId: () => number;
  readonly #known = new Map<number, PortData>();
  /** Ends that came in a message which the program has not read yet, with what arrived for them. */
  readonly #announced = new Map<number, [seq: number, message: PortMessage | null][]>();
  readonly #channels = new Map<string, Set<PortData>>();
  readonly #attachmentIds = new WeakMap<object, number>();
  readonly #attachments = new Map<number, WeakRef<object>>();
  #nextId = 1;

  constructor(system: SystemPort, threadId: () => number) {
    this.#system = system;
    this.#threadId = threadId;
    system.on("port-message", 0, ({ port, seq, message }) => this.#arrive(port, seq, message));
  }

  pair(): [PortData, PortData] {
    const a = emptyData();
    const b = emptyData();
    a.peer = b;
    b.peer = a;
    return [a, b];
  }

  /** An end whose other end a new thread will get by its number. */
  pairForThread(): [data: PortData, port: number] {
    const data = emptyData();
    data.id = this.#freshId();
    this.#known.set(data.id, data);
    const port = this.#freshId();
    this.#system.post({ type: "port-pair", first: data.id, second: port, away: true });
    return [data, port];
  }

  broadcast(name: string): PortData {
    const data = { ...emptyData(), id: this.#freshId(), channel: name };
    this.#known.set(data.id, data);
    const members = this.#channels.get(name) ?? new Set();
    this.#channels.set(name, members.add(data));
    this.#system.post({ type: "port-join", port: data.id, name });
    return data;
  }

  /** The data of an end that another thread sent. */
  claim(id: number): PortData {
    const data = { ...emptyData(), id };
    this.#known.set(id, data);
    const early = this.#announced.get(id) ?? [];
    this.#announced.delete(id);
    for (const [seq, message] of early) this.#arrive(id, seq, message);
    return data;
  }

  /** False when nobody is at the other end any more. */
  send(data: PortData, message: Message): boolean {
    if (data.id !== null) {
      // Those of this thread hear it at once, the kernel tells the others.
      const members = data.channel === null ? [] : (this.#channels.get(data.channel) ?? []);
      const copy = data.channel === null ? message : { ...message, bytes: message.bytes.slice() };
      this.#post(data.id, copy);
      for (const member of members) if (member !== data) deliver(member, { message, seq: 0 });
      return true;
    }
    if (!data.peer) return false;
    deliver(data.peer, { message, seq: 0 });
    return true;
  }

  /** Takes the first message; null stands for the end of the channel, undefined for nothing there. */
  take(data: PortData): Message | null | undefined {
    const item = data.inbox.shift();
    if (!item) return undefined;
    if (item.seq > 0) {
      data.taken = item.seq;
      data.takenBytes += item.message?.bytes.length ?? 0;
      if (data.taken - data.acknowledged >= acknowledgeAfter.messages || data.takenBytes >= acknowledgeAfter.bytes) {
        this.#acknowledge(data);
      }
    }
    return item.message;
  }

  /** Asks the kernel for what this thread could not hear while it did not come back to its event loop. */
  fetch(data: PortData): void {
    if (data.id === null || data.inbox.length > 0) return;
    const answer = this.#system.call("portTake", [data.id, data.seq]);
    if (answer.length === 0) return;
    const length = new DataView(answer.buffer, answer.byteOffset).getUint32(0, true);
    const { seq, ports, attachmentIds } = JSON.parse(new TextDecoder().decode(answer.subarray(4, 4 + length))) as {
      seq: number;
      ports?: number[];
      attachmentIds?: number[];
    };
    data.seq = seq;
    this.#announce(ports ?? []);
    const message = ports && { bytes: answer.slice(4 + length), ports, attachments: this.#seen(attachmentIds ?? []) };
    deliver(data, { message: message ?? null, seq });
  }

  close(data: PortData): void {
    if (data.id !== null) {
      this.#known.delete(data.id);
      if (data.channel !== null) this.#channels.get(data.channel)?.delete(data);
      this.#system.post({ type: "port-close", port: data.id });
    } else if (data.peer) {
      data.peer.peer = null;
      deliver(data.peer, { message: null, seq: 0 });
      data.peer = null;
    }
    for (const { message } of data.inbox.splice(0)) {
      for (const port of message?.ports ?? []) this.#discard(port);
    }
  }

  /** The kernel forgets what was taken; a few small messages more in its keeping cost less than a word about each. */
  #acknowledge(data: PortData): void {
    if (data.id === null || data.taken === data.acknowledged) return;
    this.#system.post({ type: "port-ack", port: data.id, seq: data.taken });
    data.acknowledged = data.taken;
    data.takenBytes = 0;
  }
  #discard(port: PortData | number): void {
    if (typeof port !== "number") return this.close(port);
    this.#announced.delete(port);
    this.#system.post({ type: "port-close", port });
  }

  #freshId(): number {
    return this.#threadId() * idsPerThread + this.#nextId++;
  }

  #post(port: number, message: Message): void {
    const ports = message.ports.map((one) => (typeof one === "number" ? one : this.#give(one)));
    const attachments = message.attachments.filter((one) => typeof one === "object");
    const attachmentIds = attachments.map((one) => this.#idOfAttachment(one));
    const { bytes } = message;
    this.#system.post({ type: "port-send", port, message: { bytes, ports, attachments, attachmentIds } }, [
      bytes.buffer,
    ]);
  }

  /** This end leaves the thread; the kernel keeps what was not read for whoever gets it. */
  #give(data: PortData): number {
    const id = data.id ?? this.#register(data);
    this.#acknowledge(data);
    this.#known.delete(id);
    data.inbox = [];
    return id;
  }

  /** From now on the kernel knows both ends and carries what they have not read. */
  #register(data: PortData): number {
    const other = data.peer ?? emptyData();
    const id = this.#freshId();
    data.id = id;
    other.id = this.#freshId();
    data.peer = null;
    other.peer = null;
    this.#system.post({ type: "port-pair", first: id, second: other.id, away: false });
    this.#known.set(id, data);
    this.#known.set(other.id, other);
    for (const [from, to] of [
      [other.id, data],
      [id, other],
    ] as const) {
      for (const { message } of to.inbox.splice(0)) {
        if (message) this.#post(from, message);
        else this.close(other);
      }
    }
    return id;
  }

  #arrive(port: number, seq: number, message: PortMessage | null): void {
    const data = this.#known.get(port);
    if (!data) {
      const early = this.#announced.get(port);
      if (!early) return; // it has just moved on: the kernel sends it there
      early.push([seq, message]);
      this.#announce(message?.ports ?? []);
      return;
    }
    for (const [index, one] of (message?.attachments ?? []).entries()) {
      if (typeof one === "object" && one !== null) this.#remember(message?.attachmentIds[index] ?? 0, one);
    }
    if (seq <= data.seq) return; // `fetch` had it
    data.seq = seq;
    if (!message) return deliver(data, { message: null, seq });
    this.#announce(message.ports);
    const attachments = message.attachments.filter((one) => typeof one === "object" && one !== null);
    deliver(data, { message: { bytes: ownBytes(message.bytes), ports: message.ports, attachments }, seq });
  }

  #announce(ports: number[]): void {
    for (const id of ports) if (!this.#known.has(id) && !this.#announced.has(id)) this.#announced.set(id, []);
  }
  #idOfAttachment(attachment: object): number {
    const known = this.#attachmentIds.get(attachment);
    if (known !== undefined) return known;
    const id = this.#freshId();
    this.#remember(id, attachment);
    return id;
  }
  #remember(id: number, attachment: object): void {
    this.#attachmentIds.set(attachment, id);
    this.#attachments.set(id, new WeakRef(attachment));
  }
  #seen(ids: number[]): (object | number)[] {
    return ids.map((id) => this.#attachments.get(id)?.deref() ?? id);
  }
}

function emptyData(): PortData {
  return {
    inbox: [],
    peer: null,
    id: null,
    seq: 0,
    taken: 0,
    acknowledged: 0,
    takenBytes: 0,
    channel: null,
    onArrival: null,
  };
}

function deliver(data: PortData, item: Item): void {
  data.inbox.push(item);
  data.onArrival?.();
}

function ownBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)
    : bytes.slice();
}
