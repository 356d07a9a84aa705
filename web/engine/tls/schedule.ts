/** Secrets of a connection: TLS 1.3's key schedule (RFC 8446, 7.1) and TLS 1.2's pseudo-random function (RFC 5246, 5). */
import { expand, extract } from "@noble/hashes/hkdf.js";
import { concatBytes, latin1Bytes, noBytes } from "../crypto/bytes.ts";
import { type HashName, hashBytes, hashes, hashLength, mac } from "./hashes.ts";
import { u16, vector8 } from "./wire.ts";

export function expandLabel(
  hash: HashName,
  secret: Uint8Array,
  label: string,
  context: Uint8Array,
  length: number,
): Uint8Array {
  const info = concatBytes(u16(length), vector8(latin1Bytes(`tls13 ${label}`)), vector8(context));
  return expand(hashes[hash], secret, info, length);
}

/** Derive-Secret over an already hashed transcript. */
export function deriveSecret(
  hash: HashName,
  secret: Uint8Array,
  label: string,
  transcriptHash: Uint8Array,
): Uint8Array {
  return expandLabel(hash, secret, label, transcriptHash, hashLength(hash));
}

export class Schedule13 {
  readonly hash: HashName;
  readonly early: Uint8Array;
  handshake: Uint8Array = noBytes;
  master: Uint8Array = noBytes;

  /** `psk`: what a resumed session starts from. */
  constructor(hash: HashName, psk?: Uint8Array) {
    this.hash = hash;
    this.early = extract(hashes[hash], psk ?? new Uint8Array(hashLength(hash)), new Uint8Array(hashLength(hash)));
  }
  #next(secret: Uint8Array, input: Uint8Array): Uint8Array {
    const salt = deriveSecret(this.hash, secret, "derived", hashBytes(this.hash, noBytes));
    return extract(hashes[this.hash], input, salt);
  }
  /** After the hellos. */
  agree(shared: Uint8Array): void {
    this.handshake = this.#next(this.early, shared);
    this.master = this.#next(this.handshake, new Uint8Array(hashLength(this.hash)));
  }
  binderKey(): Uint8Array {
    return deriveSecret(this.hash, this.early, "res binder", hashBytes(this.hash, noBytes));
  }
}

/** The MAC of a Finished message or of a PSK binder. */
export function finishedMac(hash: HashName, baseSecret: Uint8Array, transcriptHash: Uint8Array): Uint8Array {
  const key = expandLabel(hash, baseSecret, "finished", noBytes, hashLength(hash));
  return mac(hash, key, transcriptHash);
}

/** TLS 1.2's PRF. */
export function prf(hash: HashName, secret: Uint8Array, label: string, seed: Uint8Array, length: number): Uint8Array {
  const labelled = concatBytes(latin1Bytes(label), seed);
  let a = labelled;
  let output: Uint8Array = noBytes;
  while (output.length < length) {
    a = concatBytes(mac(hash, secret, a));
    output = concatBytes(output, mac(hash, secret, concatBytes(a, labelled)));
  }
  return output.slice(0, length);
}

/** RFC 5705 and RFC 8446, 7.5. */
export function exportKeys13(
  hash: HashName,
  exporterSecret: Uint8Array,
  label: string,
  context: Uint8Array,
  length: number,
): Uint8Array {
  const secret = deriveSecret(hash, exporterSecret, label, hashBytes(hash, noBytes));
  return expandLabel(hash, secret, "exporter", hashBytes(hash, context), length);
}
