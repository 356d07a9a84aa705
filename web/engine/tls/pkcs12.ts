/** PKCS #12 files (RFC 7292): a key and its certificates under a password. */
import { concatBytes, fromBigInt, noBytes, sameBytes, toBigInt, utf8Bytes } from "../crypto/bytes.ts";
import { readCertificate } from "../crypto/certificate.ts";
import { findCipher } from "../crypto/ciphers.ts";
import { DerFailure, DerReader, derOctets, derSequence, readSequence, tags } from "../crypto/der.ts";
import { type Digest, findDigest, hashOnce, hmacOnce } from "../crypto/digests.ts";
import { failures, nodeError, opensslError } from "../crypto/errors.ts";
import { type Key, publicHalf } from "../crypto/key.ts";
import { decryptPkcs8 } from "../crypto/key-encryption.ts";
import { sameKey } from "../crypto/key-jwk.ts";
import { readAlgorithm, readPkcs8 } from "../crypto/key-read.ts";
import { writeSpki } from "../crypto/key-write.ts";
import { oids } from "../crypto/oids.ts";

const contentOids = { data: "1.2.840.113549.1.7.1", encrypted: "1.2.840.113549.1.7.6" } as const;
const bagOids = {
  key: "1.2.840.113549.1.12.10.1.1",
  shroudedKey: "1.2.840.113549.1.12.10.1.2",
  certificate: "1.2.840.113549.1.12.10.1.3",
} as const;
/** SHA-1 with three-key triple DES: what OpenSSL 1 wrote. */
const pbeTripleDes = "1.2.840.113549.1.12.1.3";
/** SHA-1 with 40-bit RC2, which OpenSSL 3 itself refuses without its legacy provider. */
const pbeRc2 = "1.2.840.113549.1.12.1.6";

export interface Pkcs12 {
  key: Key;
  /** DER: the certificate of the key, and the others. */
  chain: Uint8Array[];
  authorities: Uint8Array[];
}

const kinds = { key: 1, iv: 2, mac: 3 } as const;

/** The key derivation of RFC 7292, appendix B. */
function derive(
  digest: Digest,
  kind: number,
  password: Uint8Array,
  salt: Uint8Array,
  count: number,
  length: number,
): Uint8Array {
  const block = digest.blockBytes;
  const fill = (bytes: Uint8Array): Uint8Array => {
    const size = block * Math.ceil(bytes.length / block);
    return Uint8Array.from({ length: size }, (_, index) => bytes[index % bytes.length] ?? 0);
  };
  const diversifier = new Uint8Array(block).fill(kind);
  let input = concatBytes(fill(salt), fill(password));
  let output: Uint8Array = noBytes;
  while (output.length < length) {
    let hash = hashOnce(digest, diversifier, input);
    for (let round = 1; round < count; round++) hash = hashOnce(digest, hash);
    output = concatBytes(output, hash);
    const addend = toBigInt(Uint8Array.from({ length: block }, (_, index) => hash[index % hash.length] ?? 0)) + 1n;
    const parts: Uint8Array[] = [];
    for (let at = 0; at < input.length; at += block) {
      parts.push(fromBigInt((toBigInt(input.subarray(at, at + block)) + addend) % (1n << BigInt(8 * block)), block));
    }
    input = concatBytes(...parts);
  }
  return output.slice(0, length);
}

/** UTF-16, big-endian, with its final NUL. */
function wideText(text: string): Uint8Array {
  return Uint8Array.from(
    Array.from(`${text}\0`, (char) => [char.charCodeAt(0) >> 8, char.charCodeAt(0) & 0xff]).flat(),
  );
}

function sha1(): Digest {
  const digest = findDigest("sha1");
  if (!digest) throw new DerFailure("digest");
  return digest;
}

/** `algorithm` and `bytes` as they stand in an EncryptedPrivateKeyInfo. */
function decrypt(algorithm: Uint8Array, bytes: Uint8Array, password: string): Uint8Array {
  const { oid, parameters } = readAlgorithm(new DerReader(algorithm));
  if (oid === oids.pbes2) return decryptPkcs8(derSequence(algorithm, derOctets(bytes)), utf8Bytes(password));
  if (oid === pbeRc2) throw nodeError("ERR_CRYPTO_UNSUPPORTED_OPERATION", "Unsupported PKCS12 PFX data");
  const kind = findCipher("des-ede3-cbc");
  if (oid !== pbeTripleDes || !parameters || !kind) throw new DerFailure("encryption");
  const values = new DerReader(parameters.content);
  const [salt, count] = [values.octets(), values.small()];
  const secret = wideText(password);
  const key = derive(sha1(), kinds.key, secret, salt, count, kind.keyBytes);
  const iv = derive(sha1(), kinds.iv, secret, salt, count, kind.ivBytes);
  const run = kind.create(key, iv, false, 0);
  return concatBytes(run.update(bytes), run.final());
}

function explicit(reader: DerReader): DerReader {
  return new DerReader(reader.next(0xa0).content);
}

function checkMac(mac: DerReader, content: Uint8Array, password: string): void {
  const info = mac.sequence();
  const digest = digestOfMac(readAlgorithm(info).oid);
  const expected = info.octets();
  const salt = mac.octets();
  const count = mac.done ? 1 : mac.small();
  const matches = (secret: Uint8Array) =>
    sameBytes(hmacOnce(digest, derive(digest, kinds.mac, secret, salt, count, digest.outputBytes), content), expected);
  // No password and an empty one differ on disk.
  if (!matches(wideText(password)) && !(password === "" && matches(noBytes))) {
    throw opensslError(["pkcs12", 113, "mac verify failure"]);
  }
}

function digestOfMac(oid: string): Digest {
  const names: Record<string, string> = { "1.3.14.3.2.26": "sha1", "2.16.840.1.101.3.4.2.1": "sha256" };
  const digest = findDigest(names[oid] ?? "sha512");
  if (!digest) throw new DerFailure("digest");
  return digest;
}

interface Contents {
  keys: Key[];
  certificates: Uint8Array[];
}

function readBags(bytes: Uint8Array, password: string, found: Contents): void {
  for (const bags = readSequence(bytes); !bags.done; ) {
    const bag = bags.sequence();
    const oid = bag.oid();
    const value = explicit(bag);
    if (oid === bagOids.key) found.keys.push(readPkcs8(value.next(tags.sequence).whole));
    if (oid === bagOids.shroudedKey) {
      const info = value.sequence();
      const algorithm = info.next(tags.sequence).whole;
      found.keys.push(readPkcs8(decrypt(algorithm, info.octets(), password)));
    }
    if (oid === bagOids.certificate) {
      const certificate = value.sequence();
      certificate.oid();
      found.certificates.push(explicit(certificate).octets());
    }
  }
}

function readContents(bytes: Uint8Array, password: string): Contents {
  const found: Contents = { keys: [], certificates: [] };
  for (const list = readSequence(bytes); !list.done; ) {
    const info = list.sequence();
    const oid = info.oid();
    if (oid === contentOids.data) readBags(explicit(info).octets(), password, found);
    if (oid !== contentOids.encrypted) continue;
    const data = explicit(info).sequence();
    data.integer();
    const encrypted = data.sequence();
    encrypted.oid();
    const algorithm = encrypted.next(tags.sequence).whole;
    readBags(decrypt(algorithm, encrypted.next(0x80).content, password), password, found);
  }
  return found;
}

export function openPkcs12(bytes: Uint8Array, password: string): Pkcs12 {
  try {
    const file = readSequence(bytes);
    file.integer();
    const outer = file.sequence();
    outer.oid();
    const content = explicit(outer).octets();
    if (!file.done) checkMac(file.sequence(), content, password);
    const { keys, certificates } = readContents(content, password);
    const [key] = keys;
    if (!key) throw new Error("Unable to load private key from PFX data");
    const own = certificates.find((der) => sameKey(publicHalf(key), readCertificate(der).key, writeSpki));
    return { key, chain: own ? [own] : [], authorities: certificates.filter((der) => der !== own) };
  } catch (error) {
    if (error instanceof DerFailure) throw opensslError(failures.asn1WrongTag);
    throw error;
  }
}
