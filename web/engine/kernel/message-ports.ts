import type { Thread } from "./process.ts";
import type { PortMessage } from "./protocol.ts";

/** A message with its place in the port's queue; null is the end of the channel. */
interface Entry {
  seq: number;
  message: PortMessage | null;
}

interface Port {
  readonly id: number;
  /** Null while the port travels inside a message. */
  owner: Thread | null;
  peer: Port | null;
  /** Ports of one broadcast channel's name instead of a peer. */
  group: Set<Port> | null;
  /** What the owner has not yet taken; a port that moves takes it along. */
  entries: Entry[];
  lastSeq: number;
}

/**
 * Message ports that reach beyond one thread of a process. A message is posted to its owner at once and kept until the owner has
 * taken it: a thread that sleeps in the middle of its program may ask for it, and a port that moves on finds it again.
 */
export class MessagePorts {
  readonly #ports = new Map<number, Port>();
  readonly #groups = new Map<string, Set<Port>>();
  #queuedBytes = 0;

  /** Bytes of messages that nobody has taken. */
  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  /** Two ends of one channel; the second one waits for its owner when it is `away`. */
  pair(owner: Thread, first: number, second: number, away: boolean): void {
    const a = this.#add(first, owner);
    const b = this.#add(second, away ? null : owner);
    if (!a || !b) return;
    a.peer = b;
    b.peer = a;
  }

  /** A port that hears what the others of the same name say. */
  join(owner: Thread, id: number, name: string): void {
    const port = this.#add(id, owner);
    if (!port) return;
    const group = this.#groups.get(name) ?? new Set();
    this.#groups.set(name, group.add(port));
    port.group = group;
  }

  /** Messages of a port that the thread does not hold are dropped: it has just been given away. */
  send(owner: Thread, id: number, message: PortMessage): void {
    const port = this.#own(owner, id);
    if (!port) return;
    const moved = message.ports.flatMap((one) => this.#own(owner, one) ?? []);
    for (const one of moved) one.owner = null;
    if (port.group) {
      // A thread tells its own ports itself.
      for (const other of port.group) if (other.owner !== owner) this.#enqueue(other, message);
    } else if (port.peer) this.#enqueue(port.peer, message);
    else for (const one of moved) this.#close(one);
  }

  /** The owner has taken everything up to `seq`. */
  acknowledge(owner: Thread, id: number, seq: number): void {
    const port = this.#own(owner, id);
    if (!port) return;
    while (port.entries[0] && port.entries[0].seq <= seq) {
      this.#queuedBytes -= port.entries.shift()?.message?.bytes.length ?? 0;
    }
  }

  /** The first entry behind `after`; it was posted to the owner too, who sleeps. */
  peek(owner: Thread, id: number, after: number): Entry | undefined {
    return this.#own(owner, id)?.entries.find(({ seq }) => seq > after);
  }

  close(owner: Thread, id: number): void {
    const port = this.#own(owner, id);
    if (port) this.#close(port);
  }

  /** A travelling port arrives. */
  give(id: number, owner: Thread): void {
    const port = this.#ports.get(id);
    if (!port || port.owner) return;
    port.owner = owner;
    for (const entry of port.entries) this.#post(port, entry);
  }

  /** A thread ended: its ports close. */
  endThread(owner: Thread): void {
    for (const port of [...this.#ports.values()]) if (port.owner === owner) this.#close(port);
  }

  #add(id: number, owner: Thread | null): Port | undefined {
    if (this.#ports.has(id)) return undefined;
    const port: Port = { id, owner, peer: null, group: null, entries: [], lastSeq: 0 };
    this.#ports.set(id, port);
    return port;
  }

  #own(owner: Thread, id: number): Port | undefined {
    const port = this.#ports.get(id);
    return port?.owner === owner ? port : undefined;
  }

  #enqueue(port: Port, message: PortMessage | null): void {
    const entry = { seq: ++port.lastSeq, message };
    port.entries.push(entry);
    this.#queuedBytes += message?.bytes.length ?? 0;
    this.#post(port, entry);
  }

  #post({ id, owner }: Port, { seq, message }: Entry): void {
    if (!owner) return;
    owner.peer.post({ type: "port-message", port: id, seq, message });
    for (const inner of message?.ports ?? []) this.give(inner, owner);
  }

  #close(port: Port): void {
    if (!this.#ports.delete(port.id)) return;
    port.group?.delete(port);
    if (port.peer) {
      port.peer.peer = null;
      this.#enqueue(port.peer, null);
    }
    for (const { message } of port.entries) {
      this.#queuedBytes -= message?.bytes.length ?? 0;
      for (const id of message?.ports ?? []) {
        const inner = this.#ports.get(id);
        if (inner && !inner.owner) this.#close(inner);
      }
    }
  }
}
