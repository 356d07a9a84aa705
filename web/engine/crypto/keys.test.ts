import * as native from "node:crypto";
import { describe, expect, test } from "vitest";
import { findCurve, modernCurves, publicPoint, randomScalar } from "./curves.ts";
import { findDigest, hashOnce } from "./digests.ts";
import { type Key, rawPrivateKey } from "./key.ts";
import { readPrivateKey, readPublicOrPrivateKey } from "./key-input.ts";
import { readJwk, writeJwk } from "./key-jwk.ts";
import { exportKey } from "./key-output.ts";
import { generateRsa } from "./rsa.ts";
import { paddings } from "./rsa-padding.ts";
import { signHash, signMessage, signsMessages, verifyHash, verifyMessage } from "./signatures.ts";

const pem = 1;
const pkcs8 = 1;
const spki = 2;
const bytes = (text: string) => new TextEncoder().encode(text);
const sha256 = findDigest("sha256");
if (!sha256) throw new Error("sha256");

function makeKey(kind: string): Key {
  if (kind === "rsa") {
    const key = generateRsa(1024, 65_537n);
    return { type: "rsa", public: { n: key.n, e: key.e }, private: key };
  }
  const curve = findCurve(kind);
  if (curve) {
    const scalar = randomScalar(curve);
    return { type: "ec", curve, explicit: false, form: 4, scalar, point: publicPoint(curve, scalar) };
  }
  const modern = kind === "ed25519" || kind === "ed448" || kind === "x25519" ? kind : "x448";
  return rawPrivateKey(modern, native.randomBytes(modernCurves[modern].secretBytes));
}

const kinds = [
  "rsa",
  "prime256v1",
  "secp384r1",
  "secp521r1",
  "secp256k1",
  "secp224r1",
  "ed25519",
  "ed448",
  "x25519",
  "x448",
];
const text = (value: string | Uint8Array) => (typeof value === "string" ? value : new TextDecoder().decode(value));
const input = (value: string, passphrase?: string) => ({
  bytes: bytes(value),
  format: pem,
  encoding: undefined,
  passphrase: passphrase === undefined ? undefined : bytes(passphrase),
});

describe("keys", () => {
  test.each(kinds)("%s goes through native Node's PEM both ways", (kind) => {
    const key = makeKey(kind);
    const ours = text(exportKey(key, true, { format: pem, type: pkcs8 }));
    const theirs = native.createPrivateKey(ours).export({ format: "pem", type: "pkcs8" }).toString();
    expect(theirs).toBe(ours);
    expect(exportKey(readPrivateKey(input(theirs)), true, { format: pem, type: pkcs8 })).toBe(ours);
    const open = text(exportKey(key, false, { format: pem, type: spki }));
    expect(native.createPublicKey(ours).export({ format: "pem", type: "spki" })).toBe(open);
    expect(exportKey(readPublicOrPrivateKey(input(open)), false, { format: pem, type: spki })).toBe(open);
  });

  test.each(kinds.filter((kind) => kind !== "secp224r1"))("%s goes through native Node's JWK", (kind) => {
    const key = makeKey(kind);
    const ours = text(exportKey(key, true, { format: pem, type: pkcs8 }));
    const jwk = native.createPrivateKey(ours).export({ format: "jwk" });
    expect(writeJwk(key)).toEqual(jwk);
    expect(exportKey(readJwk({ ...jwk }), true, { format: pem, type: pkcs8 })).toBe(ours);
  });

  test.each(["aes-256-cbc", "aes-128-cbc", "des-ede3-cbc"])(
    "a password hides a key with %s, in both structures",
    (cipher) => {
      const key = makeKey("rsa");
      const plain = text(exportKey(key, true, { format: pem, type: pkcs8 }));
      for (const type of [0, pkcs8]) {
        const ours = text(
          exportKey(key, true, { format: pem, type, protection: { cipher, passphrase: bytes("secret") } }),
        );
        const opened = native.createPrivateKey({ key: ours, passphrase: "secret" });
        expect(opened.export({ format: "pem", type: "pkcs8" })).toBe(plain);
        const theirs = opened.export({
          format: "pem",
          type: type === 0 ? "pkcs1" : "pkcs8",
          cipher,
          passphrase: "other",
        });
        expect(exportKey(readPrivateKey(input(theirs.toString(), "other")), true, { format: pem, type: pkcs8 })).toBe(
          plain,
        );
        expect(() => readPrivateKey(input(theirs.toString(), "wrong"))).toThrow("bad decrypt");
      }
    },
  );

  test.each(kinds.filter((kind) => !kind.startsWith("x")))("%s signs what Node verifies, and the other way", (kind) => {
    const key = makeKey(kind);
    const ours = text(exportKey(key, true, { format: pem, type: pkcs8 }));
    const message = bytes("message");
    if (signsMessages(key)) {
      expect(native.verify(null, message, native.createPublicKey(ours), signMessage(key, message))).toBe(true);
      expect(verifyMessage(key, message, native.sign(null, message, ours))).toBe(true);
      expect(verifyMessage(key, bytes("other"), native.sign(null, message, ours))).toBe(false);
      return;
    }
    const hash = hashOnce(sha256, message);
    const signature = signHash(key, sha256, hash, {});
    expect(native.verify("sha256", message, native.createPublicKey(ours), signature)).toBe(true);
    expect(verifyHash(key, sha256, hash, native.sign("sha256", message, ours), {})).toBe(true);
    expect(verifyHash(key, sha256, hashOnce(sha256, bytes("other")), signature, {})).toBe(false);
  });

  test("RSA-PSS signatures of every salt are Node's", () => {
    const key = makeKey("rsa");
    const ours = text(exportKey(key, true, { format: pem, type: pkcs8 }));
    const message = bytes("message");
    const hash = hashOnce(sha256, message);
    for (const saltLength of [0, 20, -1, -2]) {
      const options = { padding: paddings.pss, saltLength };
      const signature = signHash(key, sha256, hash, options);
      const their = { key: native.createPublicKey(ours), padding: paddings.pss, saltLength };
      expect(native.verify("sha256", message, their, signature)).toBe(true);
      const back = native.sign("sha256", message, { key: ours, padding: paddings.pss, saltLength });
      expect(verifyHash(key, sha256, hash, back, options)).toBe(true);
    }
  });
});
