/** Prime numbers: Miller-Rabin tests (FIPS 186-5, B.3) and random primes. */
import { bitLength, randomBytes, toBigInt } from "./bytes.ts";

export function powerModulo(base: bigint, exponent: bigint, modulus: bigint): bigint {
  if (modulus === 1n) return 0n;
  let result = 1n;
  let square = base % modulus;
  // Four bits at a time: a quarter of the multiplications of the plain way.
  const powers = [1n, square];
  for (let index = 2; index < 16; index++) powers.push(((powers[index - 1] ?? 1n) * square) % modulus);
  for (const digit of exponent.toString(16)) {
    for (let turn = 0; turn < 4; turn++) result = (result * result) % modulus;
    square = powers[Number.parseInt(digit, 16)] ?? 1n;
    if (digit !== "0") result = (result * square) % modulus;
  }
  return result;
}

export function greatestCommonDivisor(left: bigint, right: bigint): bigint {
  let [a, b] = [left, right];
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}

/** The inverse of `value` modulo `modulus`; nothing when there is none. */
export function inverseModulo(value: bigint, modulus: bigint): bigint | undefined {
  let [a, b] = [((value % modulus) + modulus) % modulus, modulus];
  let [x, y] = [1n, 0n];
  while (b !== 0n) {
    const quotient = a / b;
    [a, b] = [b, a % b];
    [x, y] = [y, x - quotient * y];
  }
  return a === 1n ? ((x % modulus) + modulus) % modulus : undefined;
}

const sieveLimit = 2_000;
const smallPrimes: number[] = [];
for (let candidate = 2; candidate < sieveLimit; candidate++) {
  if (smallPrimes.every((prime) => candidate % prime !== 0)) smallPrimes.push(candidate);
}
/** One division by their product replaces a division of the long number by each. */
const smallProduct = smallPrimes.slice(1).reduce((product, prime) => product * BigInt(prime), 1n);

function hasSmallFactor(value: bigint): boolean {
  return greatestCommonDivisor(smallProduct, value) !== 1n;
}

/** A random number below `limit` and at least `least`. */
export function randomBelow(limit: bigint, least = 0n): bigint {
  const bits = bitLength(limit);
  const bytes = Math.ceil(bits / 8);
  const mask = (1n << BigInt(bits)) - 1n;
  for (;;) {
    const value = toBigInt(randomBytes(bytes)) & mask;
    if (value >= least && value < limit) return value;
  }
}

/** Rounds after which a composite number passes with a probability under 2^-100 (FIPS 186-5, table B.1). */
function roundsFor(bits: number): number {
  return bits >= 1_536 ? 4 : bits >= 1_024 ? 5 : bits >= 512 ? 8 : 32;
}

export function isProbablePrime(value: bigint, rounds = roundsFor(bitLength(value))): boolean {
  if (value < 2n) return false;
  if (value < BigInt(sieveLimit)) return smallPrimes.includes(Number(value));
  if (value % 2n === 0n || hasSmallFactor(value)) return false;
  let odd = value - 1n;
  let twos = 0;
  while (odd % 2n === 0n) {
    odd >>= 1n;
    twos++;
  }
  for (let round = 0; round < rounds; round++) {
    if (!passes(value, odd, twos, round === 0 ? 2n : randomBelow(value - 1n, 2n))) return false;
  }
  return true;
}

/** One round of Miller-Rabin with the witness `base`. */
function passes(value: bigint, odd: bigint, twos: number, base: bigint): boolean {
  let power = powerModulo(base, odd, value);
  if (power === 1n || power === value - 1n) return true;
  for (let turn = 1; turn < twos; turn++) {
    power = (power * power) % value;
    if (power === value - 1n) return true;
  }
  return false;
}

export interface PrimeWish {
  bits: number;
  /** (p − 1) / 2 is prime too. */
  safe?: boolean;
  /** p ≡ rem (mod add). */
  add?: bigint | undefined;
  rem?: bigint | undefined;
}

/** Steps tried from one random start before another is drawn. */
const stepsAStart = 20_000;

/** A search from `start` in steps of `step`, which leaves out what small primes divide (and, for safe primes, their halves). */
function* candidates(start: bigint, step: bigint, safe: boolean): Generator<bigint> {
  // Remainders are followed in small numbers: one long division for each small prime and start.
  const sieve = smallPrimes.map(
    (prime) => [prime, Number(start % BigInt(prime)), Number(step % BigInt(prime))] as const,
  );
  const smallest = start < BigInt(sieveLimit * sieveLimit);
  for (let turn = 0; turn < stepsAStart; turn++) {
    const fits = sieve.every(([prime, first, width]) => {
      const rest = (first + turn * width) % prime;
      return rest !== 0 && !(safe && rest === 1 && prime > 2);
    });
    if (smallest || fits) yield start + BigInt(turn) * step;
  }
}

/** A random prime of exactly `bits` bits, the two highest set, so that a product of two has all its bits. */
export function randomPrime({ bits, safe = false, add, rem }: PrimeWish): bigint {
  const low = 1n << BigInt(bits - 1);
  // Short primes are too few for two set bits.
  const top = bits > 16 ? low | (1n << BigInt(bits - 2)) : low;
  const step = add ?? (safe && bits > 6 ? 4n : bits > 2 ? 2n : 1n);
  const rest = add === undefined ? (step === 4n ? 3n : 1n) : (rem ?? (safe ? 3n : 1n));
  // The half of a safe prime is the rarer one: one quick round rules most out.
  const isFit = (value: bigint) =>
    (!safe || isProbablePrime((value - 1n) >> 1n, 1)) &&
    isProbablePrime(value) &&
    (!safe || isProbablePrime((value - 1n) >> 1n));
  for (;;) {
    const random = top + randomBelow((1n << BigInt(bits)) - top);
    const start = random - (random % step) + rest;
    for (const value of candidates(start, step, safe)) {
      if (bitLength(value) > bits) break;
      if (bitLength(value) === bits && isFit(value)) return value;
    }
  }
}
