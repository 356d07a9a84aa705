/** RSA (RFC 8017) on integers: keys and the two primitives. Paddings are in rsa-padding.ts. */
import { bitLength, fromBigInt, randomBytes, toBigInt } from "./bytes.ts";
import { greatestCommonDivisor, inverseModulo, powerModulo, randomBelow, randomPrime } from "./primes.ts";

export interface RsaPublic {
  n: bigint;
  e: bigint;
}

export interface RsaPrivate extends RsaPublic {
  d: bigint;
  p: bigint;
  q: bigint;
  dp: bigint;
  dq: bigint;
  qi: bigint;
}

export function modulusBytes({ n }: RsaPublic): number {
  return Math.ceil(bitLength(n) / 8);
}

/** `bytes` as a number to the public exponent; as long as the modulus. */
export function rsaPublicPower(key: RsaPublic, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return fromBigInt(powerModulo(toBigInt(bytes), key.e, key.n), modulusBytes(key));
}

/** `bytes` as a number to the private exponent, by its remainders modulo the two primes (RFC 8017, 5.1.2). */
export function rsaPrivatePower(key: RsaPrivate, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  // Blinded, so that the time does not tell the key from chosen numbers.
  const blind = randomBelow(key.n, 2n);
  const unblind = inverseModulo(blind, key.n);
  if (unblind === undefined) return rsaPrivatePower(key, bytes);
  const value = (toBigInt(bytes) * powerModulo(blind, key.e, key.n)) % key.n;
  const left = powerModulo(value, key.dp, key.p);
  const right = powerModulo(value, key.dq, key.q);
  const factor = ((((left - right) * key.qi) % key.p) + key.p) % key.p;
  return fromBigInt(((right + factor * key.q) * unblind) % key.n, modulusBytes(key));
}

/** The whole private key from its primes. */
export function rsaFromPrimes(e: bigint, first: bigint, second: bigint): RsaPrivate | undefined {
  const [p, q] = first > second ? [first, second] : [second, first];
  const lambda = ((p - 1n) * (q - 1n)) / greatestCommonDivisor(p - 1n, q - 1n);
  const d = inverseModulo(e, lambda);
  const qi = inverseModulo(q, p);
  if (d === undefined || qi === undefined) return undefined;
  return { n: p * q, e, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi };
}

/** A new key pair whose modulus has exactly `bits` bits. */
export function generateRsa(bits: number, e: bigint): RsaPrivate {
  const half = Math.ceil(bits / 2);
  for (;;) {
    const p = randomPrime({ bits: half });
    const q = randomPrime({ bits: bits - half });
    if (p === q || bitLength(p * q) !== bits) continue;
    const key = rsaFromPrimes(e, p, q);
    if (key) return key;
  }
}

/** Bytes of which none is zero, for PKCS #1's encryption padding. */
export function nonZeroBytes(length: number): Uint8Array<ArrayBuffer> {
  const bytes = randomBytes(length);
  for (let index = 0; index < length; index++) {
    while (bytes[index] === 0) bytes[index] = randomBytes(1)[0] ?? 0;
  }
  return bytes;
}
