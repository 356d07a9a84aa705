/** Ciphers that authenticate: GCM and CCM (NIST SP 800-38C, D), OCB (RFC 7253) and ChaCha20-Poly1305 (RFC 8439). */
import { poly1305 } from "@noble/ciphers/_poly1305.js";
import { ghash } from "@noble/ciphers/_polyval.js";
import { chacha20 } from "@noble/ciphers/chacha.js";
import type { BlockCipher } from "./block-ciphers.ts";
import { concatBytes, noBytes, xorBytes } from "./bytes.ts";
import { type CipherRun, counterMode, keyStream } from "./cipher-modes.ts";

/** Additional data come first, the tag last. */
export interface AeadRun extends CipherRun {
  addData(bytes: Uint8Array): void;
  /** Of what was done so far, `length` bytes; asked once, after `final`. */
  tag(length: number): Uint8Array;
}

export interface AeadInput {
  block: BlockCipher;
  iv: Uint8Array;
  encrypts: boolean;
  tagBytes: number;
}

/** Feeds a hash that takes whole blocks only. */
function blockFeeder(hash: { update(bytes: Uint8Array): unknown }) {
  let pending: Uint8Array = noBytes;
  return {
    add(bytes: Uint8Array) {
      const all = concatBytes(pending, bytes);
      const end = all.length - (all.length % 16);
      if (end > 0) hash.update(all.slice(0, end));
      pending = all.slice(end);
    },
    /** Fills the last block with zeros. */
    pad() {
      if (pending.length > 0) hash.update(concatBytes(pending, new Uint8Array(16 - pending.length)));
      pending = noBytes;
    },
  };
}

function lengths(first: number, second: number, scale: number, littleEndian: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(16));
  view.setBigUint64(0, BigInt(first) * BigInt(scale), littleEndian);
  view.setBigUint64(8, BigInt(second) * BigInt(scale), littleEndian);
  return new Uint8Array(view.buffer);
}

export function galoisCounter({ block, iv, encrypts }: AeadInput): AeadRun {
  const key = new Uint8Array(16);
  block.encrypt(key);
  const start = new Uint8Array(16);
  if (iv.length === 12) {
    start.set(iv);
    start[15] = 1;
  } else {
    const hash = ghash.create(key);
    const feed = blockFeeder(hash);
    feed.add(iv);
    feed.pad();
    feed.add(lengths(0, iv.length, 8, false));
    start.set(hash.digest());
  }
  const hash = ghash.create(key);
  const feed = blockFeeder(hash);
  const stream = counterMode(block, start, 4);
  const first = stream.update(new Uint8Array(16));
  return authenticated(
    stream,
    feed,
    encrypts,
    (data, text) => lengths(data, text, 8, false),
    () => xorBytes(hash.digest(), first),
  );
}

/**
 * A key stream whose cipher text is authenticated behind the additional data: the MAC takes both, each filled up to a block, then
 * `trailer` of their lengths.
 */
function authenticated(
  stream: CipherRun,
  feed: ReturnType<typeof blockFeeder>,
  encrypts: boolean,
  trailer: (dataLength: number, textLength: number) => Uint8Array,
  digest: () => Uint8Array,
): AeadRun {
  let dataLength = 0;
  let textLength = 0;
  return {
    addData(bytes) {
      feed.add(bytes);
      dataLength += bytes.length;
    },
    update(bytes) {
      if (textLength === 0) feed.pad();
      textLength += bytes.length;
      const result = stream.update(bytes);
      feed.add(encrypts ? result : bytes);
      return result;
    },
    final: () => noBytes,
    tag(length) {
      feed.pad();
      feed.add(trailer(dataLength, textLength));
      return digest().slice(0, length);
    },
  };
}

/** CCM must know the length of the message, so that its message is one update. */
export function counterWithMac({ block, iv, encrypts, tagBytes }: AeadInput): AeadRun {
  const lengthBytes = 15 - iv.length;
  let data: Uint8Array = noBytes;
  let tag: Uint8Array = noBytes;
  const authenticate = (text: Uint8Array): Uint8Array => {
    const mac = new Uint8Array(16);
    mac[0] = (data.length > 0 ? 64 : 0) | (((tagBytes - 2) / 2) << 3) | (lengthBytes - 1);
    mac.set(iv, 1);
    for (let at = 15, left = text.length; at > iv.length; at--, left = Math.floor(left / 256)) mac[at] = left % 256;
    block.encrypt(mac);
    const absorb = (bytes: Uint8Array) => {
      for (let at = 0; at < bytes.length; at += 16) {
        const end = Math.min(16, bytes.length - at);
        for (let index = 0; index < end; index++) mac[index] = (mac[index] ?? 0) ^ (bytes[at + index] ?? 0);
        block.encrypt(mac);
      }
    };
    if (data.length > 0) {
      const size = data.length;
      const prefix = size < 0xff00 ? [size >> 8, size] : [0xff, 0xfe, size >>> 24, size >>> 16, size >>> 8, size];
      absorb(concatBytes(Uint8Array.from(prefix), data));
    }
    absorb(text);
    return mac;
  };
  const begin = () => {
    const start = new Uint8Array(16);
    start[0] = lengthBytes - 1;
    start.set(iv, 1);
    const stream = counterMode(block, start, lengthBytes);
    return { first: stream.update(new Uint8Array(16)), stream };
  };
  const { first, stream } = begin();
  let isDone = false;
  return {
    addData(bytes) {
      data = concatBytes(data, bytes);
    },
    update(bytes) {
      isDone = true;
      const result = stream.update(bytes);
      tag = xorBytes(authenticate(encrypts ? bytes : result), first);
      return result;
    },
    final: () => noBytes,
    tag(length) {
      if (!isDone) tag = xorBytes(authenticate(noBytes), first);
      return tag.slice(0, length);
    },
  };
}

function double(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(16);
  for (let index = 0; index < 16; index++) {
    result[index] = ((bytes[index] ?? 0) << 1) | ((bytes[index + 1] ?? 0) >> 7);
  }
  if ((bytes[0] ?? 0) & 0x80) result[15] = (result[15] ?? 0) ^ 0x87;
  return result;
}

const trailingZeros = (value: number) => 31 - Math.clz32(value & -value);

/** OCB's offsets: one for each block, by the number of trailing zeros of its number. */
function offsets(block: BlockCipher) {
  const star = new Uint8Array(16);
  block.encrypt(star);
  const dollar = double(star);
  const table = [double(dollar)];
  return {
    star,
    dollar,
    at(number: number): Uint8Array {
      const zeros = trailingZeros(number);
      while (table.length <= zeros) table.push(double(table.at(-1) ?? dollar));
      return table[zeros] ?? dollar;
    },
  };
}

function firstOffset(block: BlockCipher, iv: Uint8Array, tagBytes: number): Uint8Array {
  const nonce = new Uint8Array(16);
  nonce[0] = ((tagBytes * 8) % 128) << 1;
  nonce.set(iv, 16 - iv.length);
  const mark = 15 - iv.length;
  nonce[mark] = (nonce[mark] ?? 0) | 1;
  const bottom = (nonce[15] ?? 0) & 63;
  nonce[15] = (nonce[15] ?? 0) & 0xc0;
  block.encrypt(nonce);
  const stretch = concatBytes(nonce, xorBytes(nonce.subarray(0, 8), nonce.subarray(1, 9)));
  const shift = bottom % 8;
  return Uint8Array.from({ length: 16 }, (_, index) => {
    const at = index + (bottom >> 3);
    return ((((stretch[at] ?? 0) << 8) | (stretch[at + 1] ?? 0)) >> (8 - shift)) & 0xff;
  });
}

/** The hash of OCB's additional data. */
function hashData(block: BlockCipher, data: Uint8Array, { star, at }: ReturnType<typeof offsets>): Uint8Array {
  let sum = new Uint8Array(16);
  let offset: Uint8Array = new Uint8Array(16);
  const whole = data.length >> 4;
  for (let number = 1; number <= whole; number++) {
    offset = xorBytes(offset, at(number));
    const one = xorBytes(data.subarray(16 * number - 16, 16 * number), offset);
    block.encrypt(one);
    sum = xorBytes(sum, one);
  }
  if (data.length % 16 === 0) return sum;
  const padded = new Uint8Array(16);
  padded.set(data.subarray(16 * whole));
  padded[data.length % 16] = 0x80;
  const one = xorBytes(padded, xorBytes(offset, star));
  block.encrypt(one);
  return xorBytes(sum, one);
}

export function offsetCodebook({ block, iv, encrypts, tagBytes }: AeadInput): AeadRun {
  const table = offsets(block);
  let offset = firstOffset(block, iv, tagBytes);
  let checksum = new Uint8Array(16);
  let data: Uint8Array = noBytes;
  let pending: Uint8Array = noBytes;
  let number = 0;
  const whole = (bytes: Uint8Array): Uint8Array => {
    offset = xorBytes(offset, table.at(++number));
    const one = xorBytes(bytes, offset);
    if (encrypts) block.encrypt(one);
    else block.decrypt(one);
    const result = xorBytes(one, offset);
    checksum = xorBytes(checksum, encrypts ? bytes : result);
    return result;
  };
  return {
    addData(bytes) {
      data = concatBytes(data, bytes);
    },
    update(bytes) {
      const all = concatBytes(pending, bytes);
      const end = all.length - (all.length % 16);
      pending = all.slice(end);
      const parts: Uint8Array[] = [];
      for (let at = 0; at < end; at += 16) parts.push(whole(all.subarray(at, at + 16)));
      return concatBytes(...parts);
    },
    final() {
      if (pending.length === 0) return noBytes;
      offset = xorBytes(offset, table.star);
      const pad = offset.slice();
      block.encrypt(pad);
      const result = xorBytes(pending, pad);
      const text = new Uint8Array(16);
      text.set(encrypts ? pending : result);
      text[pending.length] = 0x80;
      checksum = xorBytes(checksum, text);
      return result;
    },
    tag(length) {
      const one = xorBytes(xorBytes(checksum, offset), table.dollar);
      block.encrypt(one);
      return xorBytes(one, hashData(block, data, table)).slice(0, length);
    },
  };
}

const chachaBlockBytes = 64;

/** ChaCha20's key stream from a block number on. */
export function chachaStream(key: Uint8Array, nonce: Uint8Array, counter: number): CipherRun {
  let next = counter;
  return keyStream(chachaBlockBytes, () => chacha20(key, nonce, new Uint8Array(chachaBlockBytes), undefined, next++));
}

export function chachaPoly(key: Uint8Array, iv: Uint8Array, encrypts: boolean): AeadRun {
  const nonce = concatBytes(new Uint8Array(12 - iv.length), iv);
  const mac = poly1305.create(chacha20(key, nonce, new Uint8Array(32), undefined, 0));
  const feed = blockFeeder(mac);
  const stream = chachaStream(key, nonce, 1);
  return authenticated(
    stream,
    feed,
    encrypts,
    (data, text) => lengths(data, text, 1, true),
    () => mac.digest(),
  );
}
