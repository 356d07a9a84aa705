/** Key wrapping: AES (RFC 3394, RFC 5649) and triple DES (RFC 3217). The whole key is one update. */
import type { BlockCipher } from "./block-ciphers.ts";
import { concatBytes, noBytes, randomBytes, sameBytes } from "./bytes.ts";
import { blockMode, type CipherRun, type ModeInput } from "./cipher-modes.ts";
import { findDigest, hashOnce } from "./digests.ts";

/** The key or its wrapping is not well formed; Node words it as any failed update. */
export class WrapFailure extends Error {}

const rounds = 6;

function wrapWords(block: BlockCipher, iv: Uint8Array, words: Uint8Array): Uint8Array {
  const result = concatBytes(iv, words);
  const count = words.length / 8;
  const one = new Uint8Array(16);
  for (let round = 0; round < rounds; round++) {
    for (let index = 1; index <= count; index++) {
      one.set(result.subarray(0, 8));
      one.set(result.subarray(8 * index, 8 * index + 8), 8);
      block.encrypt(one);
      xorCounter(one, count * round + index);
      result.set(one.subarray(0, 8));
      result.set(one.subarray(8), 8 * index);
    }
  }
  return result;
}

function unwrapWords(block: BlockCipher, wrapped: Uint8Array): { iv: Uint8Array; words: Uint8Array } {
  const result = wrapped.slice();
  const count = wrapped.length / 8 - 1;
  const one = new Uint8Array(16);
  for (let round = rounds - 1; round >= 0; round--) {
    for (let index = count; index >= 1; index--) {
      one.set(result.subarray(0, 8));
      one.set(result.subarray(8 * index, 8 * index + 8), 8);
      xorCounter(one, count * round + index);
      block.decrypt(one);
      result.set(one.subarray(0, 8));
      result.set(one.subarray(8), 8 * index);
    }
  }
  return { iv: result.subarray(0, 8), words: result.slice(8) };
}

function xorCounter(block: Uint8Array, counter: number): void {
  for (let byte = 0; byte < 4; byte++) block[7 - byte] = (block[7 - byte] ?? 0) ^ ((counter >>> (8 * byte)) & 0xff);
}

export function wrapMode({ block, iv, encrypts }: ModeInput): CipherRun {
  return {
    update(bytes) {
      if (bytes.length === 0) return noBytes;
      if (bytes.length % 8 !== 0 || bytes.length < (encrypts ? 16 : 24)) throw new WrapFailure();
      if (encrypts) return wrapWords(block, iv, bytes);
      const opened = unwrapWords(block, bytes);
      if (!sameBytes(opened.iv, iv)) throw new WrapFailure();
      return opened.words;
    },
    final: () => noBytes,
  };
}

/** RFC 5649: keys of any length; `iv` is the first half of the integrity check. */
export function padWrapMode({ block, iv, encrypts }: ModeInput): CipherRun {
  const wrap = (bytes: Uint8Array): Uint8Array => {
    const length = Uint8Array.of(bytes.length >>> 24, bytes.length >>> 16, bytes.length >>> 8, bytes.length);
    const padded = concatBytes(bytes, new Uint8Array((8 - (bytes.length % 8)) % 8));
    const check = concatBytes(iv, length);
    if (padded.length > 8) return wrapWords(block, check, padded);
    const one = concatBytes(check, padded);
    block.encrypt(one);
    return one;
  };
  const unwrap = (bytes: Uint8Array): Uint8Array => {
    if (bytes.length % 8 !== 0 || bytes.length < 16) throw new WrapFailure();
    const single = bytes.slice();
    if (bytes.length === 16) block.decrypt(single);
    const opened =
      bytes.length === 16 ? { iv: single.subarray(0, 8), words: single.subarray(8) } : unwrapWords(block, bytes);
    const length = new DataView(opened.iv.slice().buffer).getUint32(4);
    const isZero = opened.words.subarray(length).every((byte) => byte === 0);
    const isFit = length <= opened.words.length && length > opened.words.length - 8;
    if (!sameBytes(opened.iv.subarray(0, 4), iv) || !isFit || !isZero) throw new WrapFailure();
    return opened.words.slice(0, length);
  };
  return {
    update: (bytes) => (bytes.length === 0 ? noBytes : encrypts ? wrap(bytes) : unwrap(bytes)),
    final: () => noBytes,
  };
}

const tripleDesIv = Uint8Array.of(0x4a, 0xdd, 0xa2, 0x2c, 0x79, 0xe8, 0x21, 0x05);

/** RFC 3217: a checksum, two passes of CBC in opposite directions. */
export function tripleDesWrapMode({ block, encrypts }: ModeInput): CipherRun {
  const sha1 = findDigest("sha1");
  const checksum = (bytes: Uint8Array) => (sha1 ? hashOnce(sha1, bytes).subarray(0, 8) : noBytes);
  const pass = (iv: Uint8Array, bytes: Uint8Array) => {
    const run = blockMode({ block, iv, encrypts }, true);
    run.setPadding?.(false);
    return run.update(bytes);
  };
  return {
    update(bytes) {
      if (bytes.length === 0) return noBytes;
      if (bytes.length % 8 !== 0 || (!encrypts && bytes.length < 24)) throw new WrapFailure();
      if (encrypts) {
        const iv = randomBytes(8);
        const first = concatBytes(iv, pass(iv, concatBytes(bytes, checksum(bytes))));
        return pass(tripleDesIv, first.toReversed());
      }
      const first = pass(tripleDesIv, bytes).toReversed();
      const opened = pass(first.subarray(0, 8), first.subarray(8));
      const key = opened.slice(0, -8);
      if (!sameBytes(opened.subarray(-8), checksum(key))) throw new WrapFailure();
      return key;
    },
    final: () => noBytes,
  };
}
