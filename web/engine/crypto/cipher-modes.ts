/** Modes of block ciphers (NIST SP 800-38A), fed in pieces of any length. */
import type { BlockCipher } from "./block-ciphers.ts";
import { concatBytes, noBytes } from "./bytes.ts";
import { failures, opensslError } from "./errors.ts";

/** A message under way through a cipher. */
export interface CipherRun {
  update(bytes: Uint8Array): Uint8Array;
  final(): Uint8Array;
  setPadding?(on: boolean): void;
}

export interface ModeInput {
  block: BlockCipher;
  iv: Uint8Array;
  encrypts: boolean;
}

/** ECB and CBC: whole blocks, the last one padded (PKCS #7) unless switched off. */
export function blockMode({ block, iv, encrypts }: ModeInput, chained: boolean): CipherRun {
  const size = block.blockBytes;
  let chain = iv.slice();
  let pending: Uint8Array = noBytes;
  let padded = true;
  const crypt = (bytes: Uint8Array): void => {
    for (let at = 0; at < bytes.length; at += size) {
      const one = bytes.subarray(at, at + size);
      if (encrypts) {
        if (chained) for (let index = 0; index < size; index++) one[index] = (one[index] ?? 0) ^ (chain[index] ?? 0);
        block.encrypt(one);
        if (chained) chain = one.slice();
      } else {
        const next = chained ? one.slice() : chain;
        block.decrypt(one);
        if (chained) for (let index = 0; index < size; index++) one[index] = (one[index] ?? 0) ^ (chain[index] ?? 0);
        chain = next;
      }
    }
  };
  return {
    setPadding(on) {
      padded = on;
    },
    update(bytes) {
      const all = concatBytes(pending, bytes);
      // The last whole block of a message to decrypt may be its padding: it is kept until more comes.
      const keepsLast = !encrypts && padded && all.length > 0 && all.length % size === 0;
      const end = all.length - (all.length % size) - (keepsLast ? size : 0);
      pending = all.slice(end);
      const done = all.slice(0, end);
      crypt(done);
      return done;
    },
    final() {
      const left = pending;
      pending = noBytes;
      if (!padded) {
        if (left.length > 0) throw opensslError(failures.wrongFinalBlockLength, failures.wrongFinalBlockLength);
        return noBytes;
      }
      if (encrypts) {
        const count = size - left.length;
        const last = concatBytes(left, new Uint8Array(count).fill(count));
        crypt(last);
        return last;
      }
      if (left.length !== size) throw opensslError(failures.wrongFinalBlockLength, failures.wrongFinalBlockLength);
      const last = left.slice();
      crypt(last);
      return unpad(last);
    },
  };
}

function unpad(block: Uint8Array): Uint8Array {
  const count = block.at(-1) ?? 0;
  const isPadding = count > 0 && count <= block.length && block.subarray(-count).every((byte) => byte === count);
  if (!isPadding) throw opensslError(failures.badDecrypt, failures.badDecrypt);
  return block.slice(0, -count);
}

/** Adds one to a big-endian counter of `width` bytes at the end of a block. */
export function increment(counter: Uint8Array, width = counter.length): void {
  for (let index = counter.length - 1; index >= counter.length - width; index--) {
    counter[index] = (counter[index] ?? 0) + 1;
    if (counter[index] !== 0) return;
  }
}

/** A stream of key bytes xored over the message; `next` gives the stream's next block. */
export function keyStream(blockBytes: number, next: () => Uint8Array): CipherRun {
  let stream: Uint8Array = noBytes;
  let used = 0;
  return {
    update(bytes) {
      const result = new Uint8Array(bytes.length);
      for (let index = 0; index < bytes.length; index++) {
        if (used === stream.length || used === blockBytes) {
          stream = next();
          used = 0;
        }
        result[index] = (bytes[index] ?? 0) ^ (stream[used++] ?? 0);
      }
      return result;
    },
    final: () => noBytes,
  };
}

/** CTR: the counter is the last `width` bytes of the start block. */
export function counterMode(block: BlockCipher, start: Uint8Array, width = start.length): CipherRun {
  const counter = start.slice();
  return keyStream(block.blockBytes, () => {
    const stream = counter.slice();
    block.encrypt(stream);
    increment(counter, width);
    return stream;
  });
}

export function outputFeedback({ block, iv }: ModeInput): CipherRun {
  const register = iv.slice();
  return keyStream(block.blockBytes, () => {
    block.encrypt(register);
    return register.slice();
  });
}

/** CFB with feedback of a whole block, of eight bits or of one. */
export function cipherFeedback({ block, iv, encrypts }: ModeInput, bits: 1 | 8 | "block"): CipherRun {
  const size = block.blockBytes;
  let register: Uint8Array = iv.slice();
  let stream = new Uint8Array(size);
  let used = size;
  const refill = () => {
    stream = register.slice();
    block.encrypt(stream);
  };
  const whole = (byte: number): number => {
    if (used === size) {
      refill();
      used = 0;
    }
    const out = byte ^ (stream[used] ?? 0);
    register[used++] = encrypts ? out : byte;
    return out;
  };
  const eight = (byte: number): number => {
    refill();
    const out = byte ^ (stream[0] ?? 0);
    register = concatBytes(register.subarray(1), Uint8Array.of(encrypts ? out : byte));
    return out;
  };
  const one = (byte: number): number => {
    let out = 0;
    for (let bit = 7; bit >= 0; bit--) {
      refill();
      const given = (byte >> bit) & 1;
      const made = given ^ ((stream[0] ?? 0) >> 7);
      out |= made << bit;
      let carry = encrypts ? made : given;
      for (let index = size - 1; index >= 0; index--) {
        const value = register[index] ?? 0;
        register[index] = (value << 1) | carry;
        carry = value >> 7;
      }
    }
    return out;
  };
  const work = bits === "block" ? whole : bits === 8 ? eight : one;
  return { update: (bytes) => Uint8Array.from(bytes, work), final: () => noBytes };
}
