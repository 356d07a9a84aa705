/** Diffie-Hellman over prime fields, with the groups of RFC 2409 and RFC 3526. */
import { bitLength, fromBigInt } from "./bytes.ts";
import { isProbablePrime, powerModulo, randomBelow } from "./primes.ts";

export interface DhParameters {
  p: bigint;
  g: bigint;
}

/** Bits and the number that makes `2^bits − 2^(bits−64) − 1 + 2^64·(⌊2^(bits−130)·π⌋ + number)` prime. */
const groups: Record<string, [bits: number, number: number]> = {
  modp1: [768, 149_686],
  modp2: [1_024, 129_093],
  modp5: [1_536, 741_804],
  modp14: [2_048, 124_476],
  modp15: [3_072, 1_690_314],
  modp16: [4_096, 240_904],
  modp17: [6_144, 929_484],
  modp18: [8_192, 4_743_158],
};

/** ⌊2^bits·π⌋ by Machin's formula. */
function scaledPi(bits: number): bigint {
  const guard = 64n;
  const one = 1n << (BigInt(bits) + guard);
  const arctangent = (inverse: bigint): bigint => {
    let term = one / inverse;
    let sum = term;
    for (let index = 3n, sign = -1n; term !== 0n; index += 2n, sign = -sign) {
      term /= inverse * inverse;
      sum += (sign * term) / index;
    }
    return sum;
  };
  return (4n * (4n * arctangent(5n) - arctangent(239n))) >> guard;
}

const made = new Map<string, DhParameters>();

export function dhGroup(name: string): DhParameters | undefined {
  const known = made.get(name.toLowerCase());
  if (known) return known;
  const numbers = groups[name.toLowerCase()];
  if (!numbers) return undefined;
  const [bits, number] = numbers;
  const top = (1n << BigInt(bits)) - (1n << BigInt(bits - 64)) - 1n;
  const p = top + ((scaledPi(bits - 130) + BigInt(number)) << 64n);
  const group = { p, g: 2n };
  made.set(name.toLowerCase(), group);
  return group;
}

/** Twice the security of the modulus is enough for the private number (RFC 3526, 8). */
const privateBits: [modulus: number, bits: number][] = [
  [8_192, 400],
  [6_144, 375],
  [4_096, 325],
  [3_072, 275],
  [2_048, 225],
];

export function dhPrivate({ p }: DhParameters): bigint {
  const size = bitLength(p);
  const bits = privateBits.find(([modulus]) => size >= modulus)?.[1];
  return bits === undefined ? randomBelow(p - 1n, 1n) : randomBelow(1n << BigInt(bits), 1n << BigInt(bits - 1));
}

export function dhKeyPair({ p, g }: DhParameters, x = dhPrivate({ p, g })): { x: bigint; y: bigint } {
  return { x, y: powerModulo(g, x, p) };
}

/** The shared number, as long as the prime. */
export function dhSecret({ p }: DhParameters, x: bigint, peer: bigint): Uint8Array<ArrayBuffer> {
  return fromBigInt(powerModulo(peer, x, p), Math.ceil(bitLength(p) / 8));
}

/** `DH_CHECK_*`: what is wrong with parameters. */
const checks = { notPrime: 1, notSafe: 2, badGenerator: 8, tooSmall: 0x80, tooLarge: 0x100 } as const;
export const leastModulusBits = 512;
export const mostModulusBits = 10_000;

export function checkDh({ p, g }: DhParameters): number {
  if ([...made.values()].some((group) => group.p === p)) return 0;
  const bits = bitLength(p);
  if (bits > mostModulusBits) return checks.tooLarge;
  let result = bits < leastModulusBits ? checks.tooSmall : 0;
  if (g <= 1n || g >= p - 1n) result |= checks.badGenerator;
  if (!isProbablePrime(p)) return result | checks.notPrime;
  return isProbablePrime((p - 1n) >> 1n) ? result : result | checks.notSafe;
}
