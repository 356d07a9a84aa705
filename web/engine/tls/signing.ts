/** Signatures of handshakes by scheme, over the keys of crypto/. */
import { DerFailure } from "../crypto/der.ts";
import { type Digest, findDigest, hashOnce } from "../crypto/digests.ts";
import type { Key } from "../crypto/key.ts";
import { paddings } from "../crypto/rsa-padding.ts";
import { signHash, signMessage, signsMessages, verifyHash, verifyMessage } from "../crypto/signatures.ts";
import { alerts, TlsFailure } from "./failure.ts";
import type { Scheme } from "./parameters.ts";

function digestOf({ digest }: Scheme): Digest {
  const found = findDigest(digest ?? "");
  if (!found) throw new TlsFailure("internal", alerts.internalError);
  return found;
}

const optionsOf = ({ padding }: Scheme, digest: Digest) =>
  padding === "pss" ? { padding: paddings.pss, saltLength: digest.outputBytes } : {};

export function signWith(key: Key, scheme: Scheme, message: Uint8Array): Uint8Array {
  if (signsMessages(key)) return signMessage(key, message);
  const digest = digestOf(scheme);
  return signHash(key, digest, hashOnce(digest, message), optionsOf(scheme, digest));
}

export function verifyWith(key: Key, scheme: Scheme, message: Uint8Array, signature: Uint8Array): boolean {
  if (key.type !== scheme.key) return false;
  try {
    if (signsMessages(key)) return verifyMessage(key, message, signature);
    const digest = digestOf(scheme);
    return verifyHash(key, digest, hashOnce(digest, message), signature, optionsOf(scheme, digest));
  } catch (error) {
    if (error instanceof DerFailure) return false;
    throw error;
  }
}
