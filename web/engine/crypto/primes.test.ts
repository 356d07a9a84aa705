import { checkPrimeSync, getDiffieHellman } from "node:crypto";
import { describe, expect, test } from "vitest";
import { bitLength, toBigInt } from "./bytes.ts";
import { dhGroup } from "./dh.ts";
import { inverseModulo, isProbablePrime, powerModulo, randomPrime } from "./primes.ts";

describe("primes", () => {
  test("have exactly the bits that were asked for, from two bits up", () => {
    for (const bits of [2, 3, 4, 5, 8, 13, 32, 64, 257]) {
      for (let turn = 0; turn < 5; turn++) {
        const prime = randomPrime({ bits });
        expect(bitLength(prime)).toBe(bits);
        expect(checkPrimeSync(prime)).toBe(true);
      }
    }
  });

  test("safe ones are twice a prime and one", () => {
    for (const bits of [3, 4, 5, 6, 7, 8, 64, 200]) {
      const prime = randomPrime({ bits, safe: true });
      expect(bitLength(prime)).toBe(bits);
      expect([checkPrimeSync(prime), checkPrimeSync((prime - 1n) / 2n)]).toEqual([true, true]);
    }
  });

  test("keep the remainder that was asked for", () => {
    const prime = randomPrime({ bits: 64, add: 24n, rem: 23n });
    expect([prime % 24n, checkPrimeSync(prime)]).toEqual([23n, true]);
  });

  test("composite numbers with large factors are told", () => {
    const [first, second] = [randomPrime({ bits: 128 }), randomPrime({ bits: 128 })];
    expect(isProbablePrime(first * second)).toBe(false);
    expect([0n, 1n, 2n, 4n, 1999n, 2001n].map((value) => isProbablePrime(value))).toEqual([
      false,
      false,
      true,
      false,
      true,
      false,
    ]);
  });

  test("powers and inverses agree", () => {
    const prime = randomPrime({ bits: 128 });
    const inverse = inverseModulo(12_345n, prime) ?? 0n;
    expect((inverse * 12_345n) % prime).toBe(1n);
    expect(powerModulo(12_345n, prime - 2n, prime)).toBe(inverse);
    expect(inverseModulo(6n, 9n)).toBeUndefined();
  });

  test.each(["modp5", "modp14", "modp15", "modp16", "modp17", "modp18"])("%s is Node's group", (name) => {
    expect(dhGroup(name)?.p).toBe(toBigInt(getDiffieHellman(name).getPrime()));
  });
});
