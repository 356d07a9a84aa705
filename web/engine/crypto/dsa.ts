/** DSA keys (FIPS 186-4): old programs still have them. */
import type { DsaKey } from "./key.ts";
import { isProbablePrime, powerModulo, randomBelow, randomPrime } from "./primes.ts";

/** OpenSSL's choice of the divisor for a modulus. */
function usualDivisorBits(bits: number): number {
  return bits >= 3_072 ? 256 : bits >= 2_048 ? 224 : 160;
}

export function generateDsa(bits: number, divisorBits: number | undefined): DsaKey {
  const size = divisorBits !== undefined && divisorBits > 0 ? divisorBits : usualDivisorBits(bits);
  const q = randomPrime({ bits: size });
  const low = 1n << BigInt(bits - 1);
  let p = 0n;
  while (!isProbablePrime(p)) {
    const start = low + randomBelow(low);
    p = start - (start % (2n * q)) + 1n;
    if (p < low) p += 2n * q;
  }
  let g = 1n;
  for (let base = 2n; g === 1n; base++) g = powerModulo(base, (p - 1n) / q, p);
  const x = randomBelow(q, 1n);
  return { type: "dsa", p, q, g, x, y: powerModulo(g, x, p) };
}
