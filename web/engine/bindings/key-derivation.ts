/** PBKDF2 (RFC 8018), HKDF (RFC 5869) and scrypt (RFC 7914), synchronous. */
import { createHmac } from "./hash-algorithms.ts";

function hmac(name: string, key: Uint8Array) {
  const made = createHmac(name, key);
  if (!made) throw new RangeError(`unknown digest ${name}`);
  return made;
}

export function pbkdf2(
  name: string,
  password: Uint8Array,
  salt: Uint8Array,
  iterations: number,
  length: number,
): Uint8Array {
  const keyed = hmac(name, password);
  const result = new Uint8Array(length);
  const index = new Uint8Array(4);
  for (let block = 1, at = 0; at < length; block++) {
    new DataView(index.buffer).setUint32(0, block);
    const first = keyed.copy();
    first.update(salt);
    first.update(index);
    let round = first.digest();
    const sum = round.slice();
    for (let iteration = 1; iteration < iterations; iteration++) {
      const next = keyed.copy();
      next.update(round);
      round = next.digest();
      for (let byte = 0; byte < sum.length; byte++) sum[byte] = (sum[byte] ?? 0) ^ (round[byte] ?? 0);
    }
    result.set(sum.subarray(0, length - at), at);
    at += sum.length;
  }
  return result;
}

export function hkdf(name: string, key: Uint8Array, salt: Uint8Array, info: Uint8Array, length: number): Uint8Array {
  const extract = hmac(name, salt);
  extract.update(key);
  const pseudoRandom = extract.digest();
  const result = new Uint8Array(length);
  let previous = new Uint8Array(0);
  for (let counter = 1, at = 0; at < length; counter++) {
    const expand = hmac(name, pseudoRandom);
    expand.update(previous);
    expand.update(info);
    expand.update(Uint8Array.of(counter));
    previous = new Uint8Array(expand.digest());
    result.set(previous.subarray(0, length - at), at);
    at += previous.length;
  }
  return result;
}

function salsa(block: Int32Array, input: Int32Array): void {
  for (let index = 0; index < 16; index++) block[index] = (block[index] ?? 0) ^ (input[index] ?? 0);
  const x = block.slice();
  const quarter = (a: number, b: number, c: number, d: number) => {
    const turn = (to: number, one: number, two: number, bits: number) => {
      const sum = ((x[one] ?? 0) + (x[two] ?? 0)) | 0;
      x[to] = (x[to] ?? 0) ^ ((sum << bits) | (sum >>> (32 - bits)));
    };
    turn(b, a, d, 7);
    turn(c, b, a, 9);
    turn(d, c, b, 13);
    turn(a, d, c, 18);
  };
  for (let round = 0; round < 4; round++) {
    for (const [a, b, c, d] of [
      [0, 4, 8, 12],
      [5, 9, 13, 1],
      [10, 14, 2, 6],
      [15, 3, 7, 11],
    ] as const)
      quarter(a, b, c, d);
    for (const [a, b, c, d] of [
      [0, 1, 2, 3],
      [5, 6, 7, 4],
      [10, 11, 8, 9],
      [15, 12, 13, 14],
    ] as const)
      quarter(a, b, c, d);
  }
  for (let index = 0; index < 16; index++) block[index] = ((block[index] ?? 0) + (x[index] ?? 0)) | 0;
}

function blockMix(words: Int32Array, r: number): Int32Array {
  const result = new Int32Array(words.length);
  const block = words.slice(-16);
  for (let index = 0; index < 2 * r; index++) {
    salsa(block, words.subarray(16 * index, 16 * index + 16));
    result.set(block, 16 * ((index >> 1) + (index & 1) * r));
  }
  return result;
}

export function scrypt(
  password: Uint8Array,
  salt: Uint8Array,
  cost: number,
  r: number,
  p: number,
  length: number,
): Uint8Array {
  const blocks = pbkdf2("sha256", password, salt, 1, p * 128 * r);
  const words = new Int32Array(blocks.buffer);
  for (let lane = 0; lane < p; lane++) {
    const size = 32 * r;
    let x: Int32Array = words.slice(lane * size, (lane + 1) * size);
    const table = new Int32Array(cost * size);
    for (let index = 0; index < cost; index++) {
      table.set(x, index * size);
      x = blockMix(x, r);
    }
    for (let index = 0; index < cost; index++) {
      const from = ((x[size - 16] ?? 0) & (cost - 1)) * size;
      for (let word = 0; word < size; word++) x[word] = (x[word] ?? 0) ^ (table[from + word] ?? 0);
      x = blockMix(x, r);
    }
    words.set(x, lane * size);
  }
  return pbkdf2("sha256", password, blocks, 1, length);
}
