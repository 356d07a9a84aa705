/** Reads the part of MessagePack that binary snapshots consist of: maps with text keys, text and bytes (msgpack's spec.md). */
export type Packed = string | Uint8Array | { [name: string]: Packed };

const decoder = new TextDecoder("utf-8", { fatal: true });

/** The one value that `bytes` hold; throws on anything else, on bytes that are missing and on bytes that follow. */
export function unpack(bytes: Uint8Array, maxDepth: number): Packed {
  const reader = new Reader(bytes);
  const value = read(reader, maxDepth);
  if (reader.at !== bytes.length) throw new Error("The snapshot goes on behind its end.");
  return value;
}

class Reader {
  at = 0;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** A big-endian number of 1, 2 or 4 bytes. */
  number(size: 1 | 2 | 4): number {
    const at = this.#advance(size);
    if (size === 1) return this.#view.getUint8(at);
    return size === 2 ? this.#view.getUint16(at) : this.#view.getUint32(at);
  }

  take(length: number): Uint8Array {
    const at = this.#advance(length);
    return this.#bytes.subarray(at, at + length);
  }

  #advance(length: number): number {
    const at = this.at;
    if (length > this.#bytes.length - at) throw new Error("The snapshot ends too early.");
    this.at += length;
    return at;
  }
}

function read(reader: Reader, depth: number): Packed {
  const type = reader.number(1);
  if (type >= 0x80 && type <= 0x8f) return readMap(reader, type & 0x0f, depth);
  if (type >= 0xa0 && type <= 0xbf) return decoder.decode(reader.take(type & 0x1f));
  switch (type) {
    case 0xc4:
      return reader.take(reader.number(1));
    case 0xc5:
      return reader.take(reader.number(2));
    case 0xc6:
      return reader.take(reader.number(4));
    case 0xd9:
      return decoder.decode(reader.take(reader.number(1)));
    case 0xda:
      return decoder.decode(reader.take(reader.number(2)));
    case 0xdb:
      return decoder.decode(reader.take(reader.number(4)));
    case 0xde:
      return readMap(reader, reader.number(2), depth);
    case 0xdf:
      return readMap(reader, reader.number(4), depth);
    default:
      throw new Error(`The snapshot has something in it that no file tree has (0x${type.toString(16)}).`);
  }
}

function readMap(reader: Reader, entries: number, depth: number): Packed {
  if (depth <= 0) throw new Error("The mounted tree is nested too deeply.");
  const map: { [name: string]: Packed } = {};
  for (let index = 0; index < entries; index++) {
    const name = read(reader, 0);
    if (typeof name !== "string") throw new Error("The snapshot has a name that is no text.");
    const value = read(reader, depth - 1);
    // A file may be called __proto__.
    Object.defineProperty(map, name, { value, enumerable: true, configurable: true, writable: true });
  }
  return map;
}
