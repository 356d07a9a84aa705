/** RSA key transport of TLS 1.2 (RFC 5246, 7.4.7.1). */
import { randomBytes } from "../crypto/bytes.ts";
import { findDigest } from "../crypto/digests.ts";
import type { Key } from "../crypto/key.ts";
import { decryptRsa, encryptRsa, paddings } from "../crypto/rsa-padding.ts";
import { alerts, TlsFailure } from "./failure.ts";

export const premasterBytes = 48;

function unusedOaep() {
  const digest = findDigest("sha1");
  if (!digest) throw new TlsFailure("internal", alerts.internalError);
  return { digest, mgf: digest, label: new Uint8Array(0) };
}

export function encryptPremaster(key: Key, premaster: Uint8Array): Uint8Array {
  if (key.type !== "rsa") throw new TlsFailure("wrongCipherReturned", alerts.illegalParameter);
  return encryptRsa(key.public, premaster, paddings.pkcs1, unusedOaep());
}

/** Random bytes in place of what is malformed: the handshake then fails at Finished, and tells nothing (Bleichenbacher). */
export function decryptPremaster(key: Key, encrypted: Uint8Array): Uint8Array {
  const fallback = randomBytes(premasterBytes);
  if (key.type !== "rsa" || !key.private) throw new TlsFailure("internal", alerts.internalError);
  try {
    const premaster = decryptRsa(key.private, encrypted, paddings.pkcs1, unusedOaep());
    return premaster.length === premasterBytes ? premaster : fallback;
  } catch {
    return fallback;
  }
}
