/** DNS messages (RFC 1035 and the records that Node's resolver knows): a question out, an answer in. */
import { parseIp } from "../kernel/ip-address.ts";

export const recordTypes = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  NAPTR: 35,
  ANY: 255,
  CAA: 257,
} as const;
export type RecordType = keyof typeof recordTypes;

/** A record's data as Node shows it: a name or address, a text's pieces, or fields. */
export interface DnsRecord {
  type: RecordType;
  ttl: number;
  value: string | string[] | Record<string, string | number>;
}
export interface DnsAnswer {
  id: number;
  /** 0: there is an answer; else RFC 1035's response code. */
  responseCode: number;
  records: DnsRecord[];
}

const internet = 1;
const headerBytes = 12;
const longestName = 255;
const pointersFollowed = 32;
const typeNames = new Map<number, RecordType>(
  (Object.keys(recordTypes) as RecordType[]).map((name) => [recordTypes[name], name]), // keys of a constant object
);

/** The message that asks for one type of one name; null when the name cannot be written. */
export function encodeQuestion(id: number, name: string, type: RecordType): Uint8Array | null {
  const labels = name
    .replace(/\.$/, "")
    .split(".")
    .map((label) => new TextEncoder().encode(label));
  if (labels.some((label) => label.length === 0 || label.length > 63)) return null;
  const recursionDesired = 1;
  const bytes = [id >> 8, id & 255, recursionDesired, 0, 0, 1, 0, 0, 0, 0, 0, 0];
  for (const label of labels) bytes.push(label.length, ...label);
  if (bytes.length - headerBytes > longestName) return null;
  bytes.push(0, recordTypes[type] >> 8, recordTypes[type] & 255, 0, internet);
  return Uint8Array.from(bytes);
}

/** Reads an answer; null for bytes that are none. */
export function decodeAnswer(bytes: Uint8Array): DnsAnswer | null {
  try {
    return new Reader(bytes).answer();
  } catch (error) {
    if (error instanceof RangeError) return null; // it ends too early, or its names run in circles
    throw error;
  }
}

class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  answer(): DnsAnswer | null {
    const id = this.#uint16();
    const flags = this.#uint16();
    const [questions, answers] = [this.#uint16(), this.#uint16()];
    this.#at = headerBytes;
    const isAnswer = (flags & 0x8000) !== 0;
    if (!isAnswer) return null;
    for (let index = 0; index < questions; index++) {
      this.#name();
      this.#at += 4;
    }
    const records: DnsRecord[] = [];
    for (let index = 0; index < answers; index++) {
      const record = this.#record();
      if (record) records.push(record);
    }
    return { id, responseCode: flags & 15, records };
  }

  #record(): DnsRecord | null {
    this.#name();
    const [number, group] = [this.#uint16(), this.#uint16()];
    const ttl = this.#uint32();
    const length = this.#uint16();
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new RangeError("record");
    const type = typeNames.get(number);
    const value = type && group === internet ? this.#value(type, end) : undefined;
    this.#at = end;
    return type && value !== undefined ? { type, ttl, value } : null;
  }

  #value(type: RecordType, end: number): DnsRecord["value"] | undefined {
    switch (type) {
      case "A":
        return this.#slice(4).join(".");
      case "AAAA":
        return ipv6Text(this.#slice(16));
      case "NS":
      case "CNAME":
      case "PTR":
        return this.#name();
      case "MX":
        return { priority: this.#uint16(), exchange: this.#name() };
      case "TXT":
        return this.#texts(end);
      case "SOA":
        return {
          nsname: this.#name(),
          hostmaster: this.#name(),
          serial: this.#uint32(),
          refresh: this.#uint32(),
          retry: this.#uint32(),
          expire: this.#uint32(),
          minttl: this.#uint32(),
        };
      case "SRV":
        return { priority: this.#uint16(), weight: this.#uint16(), port: this.#uint16(), name: this.#name() };
      case "NAPTR":
        return {
          order: this.#uint16(),
          preference: this.#uint16(),
          flags: this.#text(),
          service: this.#text(),
          regexp: this.#text(),
          replacement: this.#name(),
        };
      case "CAA":
        return { critical: this.#uint8(), [this.#text()]: latin1(this.#slice(end - this.#at)) };
      case "ANY":
        return undefined;
    }
  }

  #name(): string {
    const labels: string[] = [];
    let back: number | undefined;
    for (let hops = 0; hops < pointersFollowed; ) {
      const length = this.#uint8();
      if (length === 0) {
        if (back !== undefined) this.#at = back;
        return labels.join(".");
      }
      if (length >= 0xc0) {
        const target = ((length & 0x3f) << 8) | this.#uint8();
        back ??= this.#at;
        this.#at = target;
        hops++;
      } else labels.push(latin1(this.#slice(length)));
    }
    throw new RangeError("name");
  }
  #texts(end: number): string[] {
    const texts: string[] = [];
    while (this.#at < end) texts.push(this.#text());
    return texts;
  }
  #text(): string {
    return latin1(this.#slice(this.#uint8()));
  }
  #slice(length: number): Uint8Array {
    const end = this.#at + length;
    if (length < 0 || end > this.#bytes.length) throw new RangeError("bytes");
    const part = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return part;
  }
  // DataView throws a RangeError beyond the message.
  #uint8(): number {
    return this.#view.getUint8(this.#at++);
  }
  #uint16(): number {
    this.#at += 2;
    return this.#view.getUint16(this.#at - 2);
  }
  #uint32(): number {
    this.#at += 4;
    return this.#view.getUint32(this.#at - 4);
  }
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

function ipv6Text(bytes: Uint8Array): string {
  const groups = Array.from({ length: 8 }, (_, index) =>
    (((bytes[2 * index] ?? 0) << 8) | (bytes[2 * index + 1] ?? 0)).toString(16),
  );
  return parseIp(groups.join(":"))?.text ?? "";
}
