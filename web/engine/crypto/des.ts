/** Triple DES (FIPS 46-3), only for what old keys and old protocols are encrypted with. */
import type { BlockCipher } from "./block-ciphers.ts";

const numbers = (text: string) => text.split(" ").map(Number);
const initial = numbers(
  "58 50 42 34 26 18 10 2 60 52 44 36 28 20 12 4 62 54 46 38 30 22 14 6 64 56 48 40 32 24 16 8 57 49 41 33 25 17 9 1 59 51 43 35 27 19 11 3 61 53 45 37 29 21 13 5 63 55 47 39 31 23 15 7",
);
const last = initial.map((_, index) => initial.indexOf(index + 1) + 1);
const expansion = Array.from({ length: 48 }, (_, index) => ((4 * Math.floor(index / 6) + (index % 6) + 31) % 32) + 1);
const permutation = numbers("16 7 20 21 29 12 28 17 1 15 23 26 5 18 31 10 2 8 24 14 32 27 3 9 19 13 30 6 22 11 4 25");
const keyChoice = numbers(
  "57 49 41 33 25 17 9 1 58 50 42 34 26 18 10 2 59 51 43 35 27 19 11 3 60 52 44 36 63 55 47 39 31 23 15 7 62 54 46 38 30 22 14 6 61 53 45 37 29 21 13 5 28 20 12 4",
);
const roundChoice = numbers(
  "14 17 11 24 1 5 3 28 15 6 21 10 23 19 12 4 26 8 16 7 27 20 13 2 41 52 31 37 47 55 30 40 51 45 33 48 44 49 39 56 34 53 46 42 50 36 29 32",
);
const shifts = [1, 1, 2, 2, 2, 2, 2, 2, 1, 2, 2, 2, 2, 2, 2, 1];
/** The eight substitution tables, four rows of sixteen hexadecimal digits each. */
const boxes = [
  "e4d12fb83a6c5907 0f74e2d1a6cb9538 41e8d62bfc973a50 fc8249175b3ea06d",
  "f18e6b34972dc05a 3d47f28ec01a69b5 0e7ba4d158c6932f d8a13f42b67c05e9",
  "a09e63f51dc7b428 d709346a285ecbf1 d6498f30b12c5ae7 1ad069874fe3b52c",
  "7de3069a1285bc4f d8b56f03472c1ae9 a690cb7df13e5284 3f06a1d8945bc72e",
  "2c417ab6853fd0e9 eb2c47d150fa3986 421bad78f9c5630e b8c71e2d6f09a453",
  "c1af92680d34e75b af427c9561de0b38 9ef528c3704a1db6 432c95fabe17608d",
  "4b2ef08d3c975a61 d0b7491ae35c2f86 14bdc37eaf680592 6bd814a7950fe23c",
  "d2846fb1a93e50c7 1fd8a374c56b0e92 7b419ce206adf358 21e74a8dfc90356b",
].map((rows) => Array.from(rows.replaceAll(" ", ""), (digit) => Number.parseInt(digit, 16)));

type Bits = number[];
const pick = (bits: Bits, places: number[]): Bits => places.map((place) => bits[place - 1] ?? 0);
const toBits = (bytes: Uint8Array): Bits =>
  Array.from({ length: 8 * bytes.length }, (_, index) => ((bytes[index >> 3] ?? 0) >> (7 - (index & 7))) & 1);

function roundKeys(key: Uint8Array): Bits[] {
  const chosen = pick(toBits(key), keyChoice);
  let [left, right] = [chosen.slice(0, 28), chosen.slice(28)];
  return shifts.map((shift) => {
    left = [...left.slice(shift), ...left.slice(0, shift)];
    right = [...right.slice(shift), ...right.slice(0, shift)];
    return pick([...left, ...right], roundChoice);
  });
}

function mix(half: Bits, key: Bits): Bits {
  const wide = pick(half, expansion);
  const result: Bits = [];
  for (let box = 0; box < 8; box++) {
    let input = 0;
    for (let bit = 0; bit < 6; bit++) input = 2 * input + ((wide[6 * box + bit] ?? 0) ^ (key[6 * box + bit] ?? 0));
    const place = ((input & 32) | ((input & 1) << 4) | ((input >> 1) & 15)) & 63;
    const value = boxes[box]?.[place] ?? 0;
    result.push((value >> 3) & 1, (value >> 2) & 1, (value >> 1) & 1, value & 1);
  }
  return pick(result, permutation);
}

function single(block: Uint8Array, keys: Bits[]): void {
  const bits = pick(toBits(block), initial);
  let [left, right] = [bits.slice(0, 32), bits.slice(32)];
  for (const key of keys) {
    const mixed = mix(right, key);
    const next = left.map((bit, index) => bit ^ (mixed[index] ?? 0));
    [left, right] = [right, next];
  }
  const result = pick([...right, ...left], last);
  for (let index = 0; index < 8; index++) {
    block[index] = result.slice(8 * index, 8 * index + 8).reduce((byte, bit) => 2 * byte + bit, 0);
  }
}

/** With two keys (16 bytes) the first is the third as well. */
export function tripleDes(key: Uint8Array): BlockCipher {
  const forward = [0, 8, key.length > 16 ? 16 : 0].map((at) => roundKeys(key.subarray(at, at + 8)));
  const backward = forward.map((keys) => keys.toReversed());
  const run = (block: Uint8Array, ...stages: (Bits[] | undefined)[]) => {
    for (const keys of stages) if (keys) single(block, keys);
  };
  return {
    blockBytes: 8,
    encrypt: (block) => run(block, forward[0], backward[1], forward[2]),
    decrypt: (block) => run(block, backward[2], forward[1], backward[0]),
  };
}
