/** Private keys under a password: PKCS #8's PBES2 (RFC 8018) and PEM's own headers (RFC 1421). */
import { concatBytes, fromHex, noBytes, randomBytes, toHex } from "./bytes.ts";
import { type CipherKind, findCipher } from "./ciphers.ts";
import {
  DerFailure,
  DerReader,
  derInteger,
  derNull,
  derOctets,
  derOid,
  derSequence,
  readSequence,
  tags,
} from "./der.ts";
import { findDigest } from "./digests.ts";
import { nodeError } from "./errors.ts";
import { bytesToKey, pbkdf2, scrypt } from "./key-derivation.ts";
import { readAlgorithm } from "./key-read.ts";
import { cipherOids, hmacOids, nameOfOid, oids } from "./oids.ts";
import type { PemBlock } from "./pem.ts";

/** OpenSSL's count (`PKCS5_DEFAULT_ITER`) and length of salt. */
const iterations = 2_048;
const saltBytes = 16;

function cipherByName(name: string): CipherKind {
  const kind = findCipher(name);
  if (!kind) throw nodeError("ERR_CRYPTO_UNKNOWN_CIPHER", "Unknown cipher");
  return kind;
}

/** An EncryptedPrivateKeyInfo: an algorithm identifier and an octet string, nothing before. */
export function isEncryptedPkcs8(bytes: Uint8Array): boolean {
  try {
    return readSequence(bytes).next().tag === tags.sequence;
  } catch {
    // Not DER at all: the reader of keys will say so.
    return false;
  }
}

function deriveKey(reader: DerReader, password: Uint8Array, keyBytes: number): Uint8Array {
  const { oid, parameters } = readAlgorithm(reader);
  const values = new DerReader(parameters?.content ?? new Uint8Array(0));
  const salt = values.octets();
  if (oid === oids.scrypt) {
    const [N, r, p] = [values.small(), values.small(), values.small()];
    return scrypt(password, salt, { N, r, p }, keyBytes);
  }
  if (oid !== oids.pbkdf2) throw new DerFailure("key derivation");
  const count = values.small();
  values.optional(tags.integer);
  const name = values.done ? "sha1" : nameOfOid(hmacOids, readAlgorithm(values).oid);
  const digest = findDigest(name ?? "");
  if (!digest) throw new DerFailure("digest");
  return pbkdf2(digest, password, salt, count, keyBytes);
}

/** The PKCS #8 structure inside; a wrong password shows as a wrong padding. */
export function decryptPkcs8(bytes: Uint8Array, password: Uint8Array): Uint8Array {
  const reader = readSequence(bytes);
  const { oid, parameters } = readAlgorithm(reader);
  if (oid !== oids.pbes2 || !parameters) throw new DerFailure("encryption");
  const scheme = new DerReader(parameters.content);
  const derivation = scheme.next(tags.sequence);
  const cipher = readAlgorithm(scheme);
  const kind = findCipher(nameOfOid(cipherOids, cipher.oid) ?? "");
  if (!kind) throw new DerFailure("cipher");
  const key = deriveKey(new DerReader(derivation.whole), password, kind.keyBytes);
  return decrypt(kind, key, cipher.parameters?.content ?? noBytes, reader.octets());
}

export function encryptPkcs8(bytes: Uint8Array, cipherName: string, password: Uint8Array): Uint8Array {
  const kind = cipherByName(cipherName);
  const oid = cipherOids[kind.name];
  const digest = findDigest("sha256");
  if (oid === undefined || !digest) throw nodeError("ERR_CRYPTO_UNKNOWN_CIPHER", "Unknown cipher");
  const salt = randomBytes(saltBytes);
  const iv = randomBytes(kind.ivBytes);
  const key = pbkdf2(digest, password, salt, iterations, kind.keyBytes);
  const prf = derSequence(derOid(hmacOids["sha256"] ?? ""), derNull);
  const derivation = derSequence(derOid(oids.pbkdf2), derSequence(derOctets(salt), derInteger(iterations), prf));
  const scheme = derSequence(
    derOid(oids.pbes2),
    derSequence(derivation, derSequence(derOid(oid), kind.ivBytes > 0 ? derOctets(iv) : derNull)),
  );
  return derSequence(scheme, derOctets(encrypt(kind, key, iv, bytes)));
}

function encrypt(kind: CipherKind, key: Uint8Array, iv: Uint8Array, bytes: Uint8Array): Uint8Array {
  const run = kind.create(key, iv, true, 0);
  return concatBytes(run.update(bytes), run.final());
}

function decrypt(kind: CipherKind, key: Uint8Array, iv: Uint8Array, bytes: Uint8Array): Uint8Array {
  const run = kind.create(key, iv, false, 0);
  return concatBytes(run.update(bytes), run.final());
}

export function isEncryptedPem({ label, headers }: PemBlock): boolean {
  return label === "ENCRYPTED PRIVATE KEY" || (headers.get("Proc-Type") ?? "").includes("ENCRYPTED");
}

function pemKey(kind: CipherKind, iv: Uint8Array, password: Uint8Array): Uint8Array {
  const md5 = findDigest("md5");
  if (!md5) throw new DerFailure("digest");
  return bytesToKey(md5, password, iv.subarray(0, 8), kind.keyBytes);
}

/** What a PEM block with a `DEK-Info` header holds. */
export function decryptPem({ headers, bytes }: PemBlock, password: Uint8Array): Uint8Array {
  const [name = "", iv = ""] = (headers.get("DEK-Info") ?? "").split(",");
  const kind = findCipher(name);
  if (!kind) throw new DerFailure("cipher");
  return decrypt(kind, pemKey(kind, fromHex(iv), password), fromHex(iv), bytes);
}

/** The headers and bytes of an encrypted PEM block. */
export function encryptPem(
  bytes: Uint8Array,
  cipherName: string,
  password: Uint8Array,
): { headers: [string, string][]; bytes: Uint8Array } {
  const kind = cipherByName(cipherName);
  const iv = randomBytes(kind.ivBytes);
  const info = `${kind.name.toUpperCase()},${toHex(iv).toUpperCase()}`;
  return {
    headers: [
      ["Proc-Type", "4,ENCRYPTED"],
      ["DEK-Info", info],
    ],
    bytes: encrypt(kind, pemKey(kind, iv, password), iv, bytes),
  };
}
