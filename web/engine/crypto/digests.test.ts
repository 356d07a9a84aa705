import * as native from "node:crypto";
import { describe, expect, test } from "vitest";
import { digestNames, findDigest, finishHash, hashOnce, hmacOnce } from "./digests.ts";
import { argon2, hkdf, pbkdf2, scrypt } from "./key-derivation.ts";

/** Bytes without a pattern that a hash could fail to see. */
const sample = (length: number) => Uint8Array.from({ length }, (_, index) => (index * 167 + (index >> 8) * 31) & 0xff);
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const text = (value: string) => new TextEncoder().encode(value);
const digest = (name: string) => {
  const found = findDigest(name);
  if (!found) throw new Error(name);
  return found;
};

describe("digests equal those of native Node", () => {
  test.each(digestNames)("%s", (name) => {
    for (const length of [0, 1, 63, 64, 127, 128, 1000]) {
      const expected = native.createHash(name).update(sample(length)).digest("hex");
      expect(hex(hashOnce(digest(name), sample(length))), `${length} bytes`).toBe(expected);
    }
  });

  test("every listed name is one of Node's, and only SM3 is missing", () => {
    const missing = native.getHashes().filter((name) => !digestNames.includes(name));
    expect(digestNames.filter((name) => !native.getHashes().includes(name))).toEqual([]);
    expect(missing.filter((name) => !/sm3/i.test(name))).toEqual([]);
  });

  test("a copy goes its own way", () => {
    const first = digest("sha3-256").create();
    first.update(text("a"));
    const copy = first.clone();
    first.update(text("b"));
    expect(hex(first.digest())).toBe(native.createHash("sha3-256").update("ab").digest("hex"));
    expect(hex(copy.digest())).toBe(native.createHash("sha3-256").update("a").digest("hex"));
  });

  test("SHAKE gives as many bytes as asked", () => {
    for (const length of [0, 1, 16, 200]) {
      const hasher = digest("shake128").create();
      hasher.update(text("a"));
      const expected = native.createHash("shake128", { outputLength: length }).update("a").digest("hex");
      expect(hex(finishHash(digest("shake128"), hasher, length))).toBe(expected);
    }
  });

  test("HMAC with short, exact and long keys", () => {
    for (const name of ["md5", "sha1", "sha256", "sha384", "sha3-512", "blake2b512"]) {
      for (const length of [1, 64, 128, 200]) {
        const expected = native.createHmac(name, sample(length)).update(sample(99)).digest("hex");
        expect(hex(hmacOnce(digest(name), sample(length), sample(99))), `${name} ${length}`).toBe(expected);
      }
    }
  });
});

describe("derived keys equal those of native Node", () => {
  test("PBKDF2 over more than one block", () => {
    for (const name of ["sha1", "sha256", "sha512"]) {
      const expected = native.pbkdf2Sync("password", "salt", 7, 150, name).toString("hex");
      expect(hex(pbkdf2(digest(name), text("password"), text("salt"), 7, 150))).toBe(expected);
    }
  });
  test("HKDF with and without a salt", () => {
    for (const salt of ["", "salt"]) {
      const expected = Buffer.from(native.hkdfSync("sha256", "key", salt, "info", 100)).toString("hex");
      expect(hex(hkdf(digest("sha256"), text("key"), text(salt), text("info"), 100))).toBe(expected);
    }
  });
  test("scrypt with several lanes", () => {
    const expected = native.scryptSync("password", "salt", 64, { N: 64, r: 8, p: 2 }).toString("hex");
    expect(hex(scrypt(text("password"), text("salt"), { N: 64, r: 8, p: 2 }, 64))).toBe(expected);
  });
  test("Argon2id", () => {
    const options = { message: "password", nonce: sample(16), parallelism: 2, tagLength: 32, memory: 64, passes: 2 };
    const expected = native.argon2Sync("argon2id", options).toString("hex");
    const own = { passes: 2, memoryKib: 64, lanes: 2, length: 32, secret: sample(0), data: sample(0) };
    expect(hex(argon2(2, text("password"), sample(16), own))).toBe(expected);
  });
});
