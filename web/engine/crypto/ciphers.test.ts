import * as native from "node:crypto";
import { describe, expect, test } from "vitest";
import { cipherNames, findCipher, isAeadRun } from "./ciphers.ts";

const sample = (length: number) => Uint8Array.from({ length }, (_, index) => (index * 167 + (index >> 8) * 31) & 0xff);
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const lengths = [0, 1, 15, 16, 17, 40, 64, 129];
const data = sample(21);

function options(name: string): object {
  return /ccm|gcm|ocb|poly/i.test(name) ? { authTagLength: 16 } : {};
}

describe("ciphers equal those of native Node", () => {
  const streams = cipherNames.filter((name) => !name.includes("wrap"));
  test.each(streams)("%s encrypts and decrypts, in pieces", (name) => {
    const kind = findCipher(name);
    if (!kind) throw new Error(name);
    const [key, iv] = [sample(kind.keyBytes), sample(kind.ivBytes)];
    for (const length of lengths) {
      const text = sample(length);
      const reference = native.createCipheriv(name, key, kind.ivBytes ? iv : null, options(name)) as native.CipherGCM;
      if (kind.isAead) reference.setAAD(data, { plaintextLength: length });
      const expected = Buffer.concat([reference.update(text), reference.final()]);
      const run = kind.create(key, iv, true, 16);
      const back = kind.create(key, iv, false, 16);
      const pieces = (bytes: Uint8Array) => (kind.mode === "ccm" ? [bytes] : [bytes.subarray(0, 7), bytes.subarray(7)]);
      if (isAeadRun(run)) run.addData(data);
      const made = Buffer.concat([...pieces(text).map((piece) => run.update(piece)), run.final()]);
      expect(hex(made), `${length} bytes`).toBe(hex(expected));
      if (isAeadRun(run)) expect(hex(run.tag(16))).toBe(hex(reference.getAuthTag()));
      if (isAeadRun(back)) back.addData(data);
      expect(hex(Buffer.concat([...pieces(made).map((piece) => back.update(piece)), back.final()]))).toBe(hex(text));
    }
  });

  test.each([128, 192, 256])("AES-%i wraps keys", (bits) => {
    for (const [name, ivBytes, length] of [
      ["wrap", 8, 32],
      ["wrap-pad", 4, 32],
      ["wrap-pad", 4, 7],
      ["wrap-pad", 4, 21],
    ] as const) {
      const full = `id-aes${bits}-${name}`;
      const [key, iv] = [sample(bits / 8), sample(ivBytes)];
      const wrapped = native.createCipheriv(full, key, iv).update(sample(length));
      expect(hex(findCipher(full)?.create(key, iv, true, 0).update(sample(length)) ?? data)).toBe(hex(wrapped));
      expect(hex(findCipher(full)?.create(key, iv, false, 0).update(wrapped) ?? data)).toBe(hex(sample(length)));
    }
  });

  test("triple DES wraps keys so that Node unwraps them", () => {
    const kind = findCipher("des3-wrap");
    const wrapped = kind?.create(sample(24), sample(0), true, 0).update(sample(24)) ?? data;
    expect(hex(native.createDecipheriv("des3-wrap", sample(24), null).update(wrapped))).toBe(hex(sample(24)));
    expect(hex(kind?.create(sample(24), sample(0), false, 0).update(wrapped) ?? data)).toBe(hex(sample(24)));
  });

  test("GCM takes vectors of other lengths", () => {
    for (const length of [1, 13, 60]) {
      const reference = native.createCipheriv("aes-128-gcm", sample(16), sample(length));
      const run = findCipher("aes-128-gcm")?.create(sample(16), sample(length), true, 16);
      expect(hex(run?.update(sample(50)) ?? data)).toBe(hex(reference.update(sample(50))));
    }
  });
});
