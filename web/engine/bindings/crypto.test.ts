import * as native from "node:crypto";
import { describe, expect, test } from "vitest";
import { createDigest, createHmac, hashNames, hashOnce } from "./hash-algorithms.ts";
import { hkdf, pbkdf2, scrypt } from "./key-derivation.ts";

/** Bytes without a pattern that a hash could fail to see. */
const sample = (length: number) => Uint8Array.from({ length }, (_, index) => (index * 167 + (index >> 8) * 31) & 0xff);
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const text = (value: string) => new TextEncoder().encode(value);

describe("digests equal those of native Node", () => {
  const lengths = [0, 1, 55, 56, 63, 64, 65, 111, 112, 119, 127, 128, 129, 1000, 70_001];
  test.each(hashNames)("%s of every length around a block's end", (name) => {
    for (const length of lengths) {
      const bytes = sample(length);
      expect(hex(hashOnce(name, bytes)), `${length} bytes`).toBe(native.createHash(name).update(bytes).digest("hex"));
    }
  });
  test.each(hashNames)("%s in pieces, and of a copy that goes its own way", (name) => {
    const bytes = sample(700);
    const digest = createDigest(name);
    for (let at = 0; at < 300; at += 37) digest?.update(bytes.subarray(at, Math.min(at + 37, 300)));
    const copy = digest?.copy();
    digest?.update(bytes.subarray(300));
    copy?.update(text("other"));
    expect(hex(digest?.digest() ?? sample(0))).toBe(native.createHash(name).update(bytes).digest("hex"));
    const expected = native.createHash(name).update(bytes.subarray(0, 300)).update("other").digest("hex");
    expect(hex(copy?.digest() ?? sample(0))).toBe(expected);
  });
  test.each(hashNames)("HMAC with %s, with short, exact and long keys", (name) => {
    for (const length of [0, 20, 64, 128, 200]) {
      const mac = createHmac(name, sample(length));
      mac?.update(sample(99));
      const expected = native.createHmac(name, sample(length)).update(sample(99)).digest("hex");
      expect(hex(mac?.digest() ?? sample(0)), `key of ${length} bytes`).toBe(expected);
    }
  });
  test("an unknown algorithm is nothing, not a wrong digest", () => {
    expect(createDigest("sha3-256")).toBeUndefined();
    expect(createHmac("whirlpool", sample(1))).toBeUndefined();
  });
});

describe("derived keys equal those of native Node", () => {
  test("PBKDF2 over more than one block", () => {
    for (const name of ["sha1", "sha256", "sha512"]) {
      const expected = native.pbkdf2Sync("password", "salt", 7, 150, name).toString("hex");
      expect(hex(pbkdf2(name, text("password"), text("salt"), 7, 150))).toBe(expected);
    }
  });
  test("HKDF with and without a salt", () => {
    for (const salt of ["", "salt"]) {
      const expected = Buffer.from(native.hkdfSync("sha256", "key", salt, "info", 100)).toString("hex");
      expect(hex(hkdf("sha256", text("key"), text(salt), text("info"), 100))).toBe(expected);
    }
  });
  test("scrypt with several lanes", () => {
    const expected = native.scryptSync("password", "salt", 64, { N: 64, r: 8, p: 2 }).toString("hex");
    expect(hex(scrypt(text("password"), text("salt"), 64, 8, 2, 64))).toBe(expected);
  });
});
