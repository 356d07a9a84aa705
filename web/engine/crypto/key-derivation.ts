/** Keys from passwords and from other keys: PBKDF2 (RFC 8018), HKDF (RFC 5869), scrypt (RFC 7914), Argon2 (RFC 9106). */
import { argon2d, argon2i, argon2id } from "@noble/hashes/argon2.js";
import { scrypt as nobleScrypt } from "@noble/hashes/scrypt.js";
import { concatBytes, noBytes } from "./bytes.ts";
import { type Digest, type Hasher, hashOnce, hmacOnce } from "./digests.ts";

function keyed(digest: Digest, key: Uint8Array): Hasher {
  const made = digest.hmac?.(key);
  if (!made) throw new RangeError(`${digest.name} has no HMAC`);
  return made;
}

export function pbkdf2(
  digest: Digest,
  password: Uint8Array,
  salt: Uint8Array,
  iterations: number,
  length: number,
): Uint8Array<ArrayBuffer> {
  const mac = keyed(digest, password);
  const result = new Uint8Array(length);
  for (let block = 1, at = 0; at < length; block++) {
    const first = mac.clone();
    first.update(salt);
    first.update(Uint8Array.of(block >>> 24, block >>> 16, block >>> 8, block));
    let round = first.digest();
    const sum = round.slice();
    for (let iteration = 1; iteration < iterations; iteration++) {
      const next = mac.clone();
      next.update(round);
      round = next.digest();
      for (let byte = 0; byte < sum.length; byte++) sum[byte] = (sum[byte] ?? 0) ^ (round[byte] ?? 0);
    }
    result.set(sum.subarray(0, length - at), at);
    at += sum.length;
  }
  return result;
}

export function hkdf(
  digest: Digest,
  key: Uint8Array,
  salt: Uint8Array,
  info: Uint8Array,
  length: number,
): Uint8Array<ArrayBuffer> {
  const pseudoRandom = hmacOnce(digest, salt, key);
  const result = new Uint8Array(length);
  let previous: Uint8Array = noBytes;
  for (let counter = 1, at = 0; at < length; counter++) {
    previous = hmacOnce(digest, pseudoRandom, previous, info, Uint8Array.of(counter));
    result.set(previous.subarray(0, length - at), at);
    at += previous.length;
  }
  return result;
}

/** 128·N·r bytes of table: the caller has compared that with its limit. */
export function scrypt(
  password: Uint8Array,
  salt: Uint8Array,
  cost: { N: number; r: number; p: number },
  length: number,
): Uint8Array<ArrayBuffer> {
  if (length === 0) return new Uint8Array(0);
  const maxmem = 128 * cost.r * (cost.N + cost.p) + 1_024;
  return Uint8Array.from(nobleScrypt(password, salt, { ...cost, dkLen: length, maxmem }));
}

export interface Argon2Options {
  passes: number;
  memoryKib: number;
  lanes: number;
  length: number;
  secret: Uint8Array;
  data: Uint8Array;
}

/** `kTypeArgon2d`, `i`, `id`. */
const argon2Kinds = [argon2d, argon2i, argon2id] as const;

export function argon2(
  kind: number,
  password: Uint8Array,
  salt: Uint8Array,
  options: Argon2Options,
): Uint8Array<ArrayBuffer> {
  const work = argon2Kinds[kind] ?? argon2id;
  const made = work(password, salt, {
    t: options.passes,
    m: options.memoryKib,
    p: options.lanes,
    dkLen: options.length,
    key: options.secret,
    personalization: options.data,
    maxmem: 2 ** 32 - 1,
  });
  return Uint8Array.from(made);
}

/** OpenSSL's old way from a password to a key (`EVP_BytesToKey`, MD5, one round): PEM's encrypted headers use it. */
export function bytesToKey(digest: Digest, password: Uint8Array, salt: Uint8Array, length: number): Uint8Array {
  let key: Uint8Array = noBytes;
  let previous: Uint8Array = noBytes;
  while (key.length < length) {
    previous = hashOnce(digest, previous, password, salt);
    key = concatBytes(key, previous);
  }
  return key.slice(0, length);
}
