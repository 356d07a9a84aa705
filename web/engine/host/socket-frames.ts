/** WebSocket frames (RFC 6455, section 5) as a client writes and reads them; no extensions. */
export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;
export const closeCodes = {
  normal: 1000,
  noStatus: 1005,
  abnormal: 1006,
  protocolError: 1002,
  tooLarge: 1009,
} as const;

export interface Frame {
  opcode: number;
  final: boolean;
  payload: Uint8Array<ArrayBuffer>;
}

const lengthIn16 = 126;
const lengthIn64 = 127;

/** One whole frame, masked as a client must. */
export function encodeFrame(opcode: number, payload: Uint8Array, mask: Uint8Array): Uint8Array<ArrayBuffer> {
  const { length } = payload;
  const lengthBytes = length < lengthIn16 ? 0 : length <= 0xffff ? 2 : 8;
  const frame = new Uint8Array(2 + lengthBytes + 4 + length);
  const view = new DataView(frame.buffer);
  frame[0] = 0x80 | opcode;
  frame[1] = 0x80 | (lengthBytes === 0 ? length : lengthBytes === 2 ? lengthIn16 : lengthIn64);
  if (lengthBytes === 2) view.setUint16(2, length);
  if (lengthBytes === 8) view.setBigUint64(2, BigInt(length));
  frame.set(mask, 2 + lengthBytes);
  const start = 6 + lengthBytes;
  for (let index = 0; index < length; index++) frame[start + index] = (payload[index] ?? 0) ^ (mask[index & 3] ?? 0);
  return frame;
}

/** Cuts a server's bytes into frames. */
export class FrameReader {
  readonly #maxBytes: number;
  #held = new Uint8Array(0);

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The frames that are whole now; a close code when the server breaks the protocol. */
  push(bytes: Uint8Array): Frame[] | number {
    const all = new Uint8Array(this.#held.length + bytes.length);
    all.set(this.#held);
    all.set(bytes, this.#held.length);
    const frames: Frame[] = [];
    let at = 0;
    for (;;) {
      const head = readHead(all.subarray(at));
      if (typeof head === "number") return head;
      if (head && head.length > this.#maxBytes) return closeCodes.tooLarge;
      const end = head ? at + head.size + head.length : Number.POSITIVE_INFINITY;
      if (!head || end > all.length) break;
      frames.push({ opcode: head.opcode, final: head.final, payload: all.slice(at + head.size, end) });
      at = end;
    }
    this.#held = all.slice(at);
    return frames;
  }
}

/** Null while bytes are missing; a close code for what a server may not send. */
function readHead(bytes: Uint8Array): { opcode: number; final: boolean; size: number; length: number } | number | null {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) return null;
  const opcode = first & 0x0f;
  const final = (first & 0x80) !== 0;
  const short = second & 0x7f;
  const isControl = opcode >= opcodes.close;
  const known = opcode <= opcodes.binary || (isControl && opcode <= opcodes.pong);
  if ((first & 0x70) !== 0 || (second & 0x80) !== 0 || !known) return closeCodes.protocolError;
  if (isControl && (!final || short >= lengthIn16)) return closeCodes.protocolError;
  const size = short === lengthIn16 ? 4 : short === lengthIn64 ? 10 : 2;
  if (bytes.length < size) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const length = size === 2 ? short : size === 4 ? view.getUint16(2) : Number(view.getBigUint64(2));
  return { opcode, final, size, length };
}
