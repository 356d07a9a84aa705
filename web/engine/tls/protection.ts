/** Encrypts and decrypts records: AEAD of TLS 1.3 and 1.2, CBC with HMAC of TLS 1.2. */
import { cbc, gcm } from "@noble/ciphers/aes.js";
import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { concatBytes, randomBytes, sameBytes, xorBytes } from "../crypto/bytes.ts";
import { alerts, TlsFailure } from "./failure.ts";
import { hashLength, mac } from "./hashes.ts";
import { contentTypes, versions } from "./parameters.ts";
import { expandLabel } from "./schedule.ts";
import { isModern, type Suite } from "./suites.ts";
import { u8, u16, u64 } from "./wire.ts";

export interface Fragment {
  type: number;
  bytes: Uint8Array;
}

/** One direction of a connection; counts its records. */
export interface Protection {
  /** The type that the record shows, and its body. */
  seal(type: number, bytes: Uint8Array): Fragment;
  open(type: number, body: Uint8Array): Fragment;
}

const tagBytes = 16;
const nonceBytes = 12;

function badMac(): TlsFailure {
  return new TlsFailure("badRecordMac", alerts.badRecordMac);
}

function aead(suite: Suite, key: Uint8Array, nonce: Uint8Array, additional: Uint8Array) {
  return suite.cipher === "chacha" ? chacha20poly1305(key, nonce, additional) : gcm(key, nonce, additional);
}

function decrypt(run: () => Uint8Array): Uint8Array {
  try {
    return run();
  } catch {
    throw badMac();
  }
}

/** Sequence number as a nonce: in the last eight bytes, over the fixed part. */
const counted = (iv: Uint8Array, sequence: number): Uint8Array =>
  xorBytes(iv, concatBytes(new Uint8Array(nonceBytes - 8), u64(sequence)));

export function protection13(suite: Suite, secret: Uint8Array): Protection {
  const key = expandLabel(suite.hash, secret, "key", new Uint8Array(0), suite.keyBytes);
  const iv = expandLabel(suite.hash, secret, "iv", new Uint8Array(0), nonceBytes);
  let sequence = 0;
  const head = (length: number) => concatBytes(u8(contentTypes.applicationData), u16(versions.tls12), u16(length));
  return {
    seal(type, bytes) {
      const inner = concatBytes(bytes, u8(type));
      const cipher = aead(suite, key, counted(iv, sequence++), head(inner.length + tagBytes));
      return { type: contentTypes.applicationData, bytes: cipher.encrypt(inner) };
    },
    open(_type, body) {
      if (body.length < tagBytes + 1) throw badMac();
      const inner = decrypt(() => aead(suite, key, counted(iv, sequence++), head(body.length)).decrypt(body));
      let end = inner.length;
      while (end > 0 && inner[end - 1] === 0) end--;
      const type = inner[end - 1];
      if (type === undefined) throw new TlsFailure("unexpectedMessage", alerts.unexpectedMessage);
      return { type, bytes: inner.slice(0, end - 1) };
    },
  };
}

/** Key material of one direction, cut from TLS 1.2's key block. */
export interface Keys12 {
  mac: Uint8Array;
  key: Uint8Array;
  iv: Uint8Array;
}

export function keySizes(suite: Suite): { mac: number; key: number; iv: number } {
  const iv = suite.cipher === "gcm" ? 4 : suite.cipher === "chacha" ? nonceBytes : 0;
  return { mac: suite.mac ? hashLength(suite.mac) : 0, key: suite.keyBytes, iv };
}

export function protection12(suite: Suite, keys: Keys12): Protection {
  if (isModern(suite)) throw new TlsFailure("internal", alerts.internalError);
  return suite.cipher === "cbc" ? cbcProtection(suite, keys) : aeadProtection(suite, keys);
}

const additional12 = (sequence: number, type: number, length: number): Uint8Array =>
  concatBytes(u64(sequence), u8(type), u16(versions.tls12), u16(length));

function aeadProtection(suite: Suite, keys: Keys12): Protection {
  const explicitBytes = suite.cipher === "gcm" ? 8 : 0;
  let sequence = 0;
  const nonce = (explicit: Uint8Array): Uint8Array =>
    explicitBytes === 0 ? counted(keys.iv, sequence) : concatBytes(keys.iv, explicit);
  return {
    seal(type, bytes) {
      const explicit = explicitBytes === 0 ? new Uint8Array(0) : u64(sequence);
      const cipher = aead(suite, keys.key, nonce(explicit), additional12(sequence, type, bytes.length));
      sequence++;
      return { type, bytes: concatBytes(explicit, cipher.encrypt(bytes)) };
    },
    open(type, body) {
      const length = body.length - explicitBytes - tagBytes;
      if (length < 0) throw badMac();
      const cipher = aead(
        suite,
        keys.key,
        nonce(body.subarray(0, explicitBytes)),
        additional12(sequence, type, length),
      );
      const bytes = decrypt(() => cipher.decrypt(body.slice(explicitBytes)));
      sequence++;
      return { type, bytes };
    },
  };
}

const blockBytes = 16;

function cbcProtection(suite: Suite, keys: Keys12): Protection {
  const hash = suite.mac ?? "sha1";
  const macBytes = hashLength(hash);
  let sequence = 0;
  const macOf = (type: number, bytes: Uint8Array): Uint8Array =>
    mac(hash, keys.mac, concatBytes(additional12(sequence, type, bytes.length), bytes));
  return {
    seal(type, bytes) {
      const inner = concatBytes(bytes, macOf(type, bytes));
      const fill = blockBytes - (inner.length % blockBytes);
      const iv = randomBytes(blockBytes);
      sequence++;
      const padded = concatBytes(inner, new Uint8Array(fill).fill(fill - 1));
      return { type, bytes: concatBytes(iv, cbc(keys.key, iv, { disablePadding: true }).encrypt(padded)) };
    },
    open(type, body) {
      if (body.length < 2 * blockBytes || body.length % blockBytes !== 0) throw badMac();
      const cipher = cbc(keys.key, body.slice(0, blockBytes), { disablePadding: true });
      const padded = decrypt(() => cipher.decrypt(body.slice(blockBytes)));
      const fill = (padded.at(-1) ?? 0) + 1;
      const end = padded.length - fill - macBytes;
      // One answer for both: which of the two was wrong must not be told (Lucky 13's lesson; timing is not hidden here).
      const padOk = end >= 0 && padded.subarray(padded.length - fill).every((byte) => byte === fill - 1);
      const bytes = padded.slice(0, Math.max(0, end));
      const macOk = sameBytes(macOf(type, bytes), padded.subarray(Math.max(0, end), Math.max(0, end) + macBytes));
      if (!padOk || !macOk) throw badMac();
      sequence++;
      return { type, bytes };
    },
  };
}
