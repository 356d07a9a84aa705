/** RSA's paddings (RFC 8017): PKCS #1 v1.5 for signatures and encryption, OAEP and PSS. */
import { bitLength, concatBytes, randomBytes, sameBytes, toBigInt, xorBytes } from "./bytes.ts";
import { derNull, derOctets, derOid, derSequence } from "./der.ts";
import { type Digest, hashOnce } from "./digests.ts";
import { failures, opensslError } from "./errors.ts";
import { modulusBytes, nonZeroBytes, type RsaPrivate, type RsaPublic, rsaPrivatePower, rsaPublicPower } from "./rsa.ts";

/** `RSA_*_PADDING` of OpenSSL. */
export const paddings = { pkcs1: 1, none: 3, oaep: 4, pss: 6 } as const;
/** `RSA_PSS_SALTLEN_*` of OpenSSL. */
const saltLengths = { digest: -1, auto: -2, max: -3, autoDigestMax: -4 } as const;
const pkcs1OverheadBytes = 11;

function mask(digest: Digest, seed: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  for (let counter = 0, size = 0; size < length; counter++, size += digest.outputBytes) {
    parts.push(hashOnce(digest, seed, Uint8Array.of(counter >>> 24, counter >>> 16, counter >>> 8, counter)));
  }
  return concatBytes(...parts).slice(0, length);
}

export function digestInfo(digest: Digest, hash: Uint8Array): Uint8Array {
  // TLS 1.1's pair of hashes is signed as it is.
  return digest.oid === "" ? hash : derSequence(derSequence(derOid(digest.oid), derNull), derOctets(hash));
}

/** `00 01 ff … 00 bytes`, as long as the modulus. */
function padSignature(bytes: Uint8Array, length: number): Uint8Array | undefined {
  const fill = length - bytes.length - 3;
  if (fill < 8) return undefined;
  return concatBytes(Uint8Array.of(0, 1), new Uint8Array(fill).fill(0xff), Uint8Array.of(0), bytes);
}

export function signPkcs1(key: RsaPrivate, digest: Digest, hash: Uint8Array): Uint8Array {
  const padded = padSignature(digestInfo(digest, hash), modulusBytes(key));
  const { providerSignature, rsaLibrary, digestTooBig } = failures;
  if (!padded) throw opensslError(digestTooBig, providerSignature, rsaLibrary, digestTooBig, rsaLibrary);
  return rsaPrivatePower(key, padded);
}

export function verifyPkcs1(key: RsaPublic, digest: Digest, hash: Uint8Array, signature: Uint8Array): boolean {
  const length = modulusBytes(key);
  if (signature.length !== length || toBigInt(signature) >= key.n) return false;
  const expected = padSignature(digestInfo(digest, hash), length);
  return expected !== undefined && sameBytes(rsaPublicPower(key, signature), expected);
}

export interface PssOptions {
  digest: Digest;
  mgf: Digest;
  /** In bytes, or one of OpenSSL's negative codes. */
  salt: number;
  /** Least salt that the key asks for. */
  leastSalt?: number;
}

function pssSizes(key: RsaPublic, digest: Digest): { length: number; bits: number; most: number } {
  const bits = bitLength(key.n) - 1;
  const length = Math.ceil(bits / 8);
  return { length, bits, most: length - digest.outputBytes - 2 };
}

export function signPss(
  key: RsaPrivate,
  hash: Uint8Array,
  { digest, mgf, salt, leastSalt = 0 }: PssOptions,
): Uint8Array {
  const { length, bits, most } = pssSizes(key, digest);
  const size =
    salt === saltLengths.digest
      ? digest.outputBytes
      : salt === saltLengths.autoDigestMax
        ? Math.min(most, digest.outputBytes)
        : salt < 0
          ? most
          : salt;
  const { providerSignature, rsaLibrary, dataTooLarge } = failures;
  if (size < 0 || size > most) {
    throw opensslError(dataTooLarge, providerSignature, rsaLibrary, dataTooLarge, rsaLibrary);
  }
  if (size < leastSalt) throw opensslError(failures.pssSaltTooSmall);
  const random = randomBytes(size);
  const seed = hashOnce(digest, new Uint8Array(8), hash, random);
  const data = concatBytes(new Uint8Array(most - size), Uint8Array.of(1), random);
  const masked = xorBytes(data, mask(mgf, seed, data.length));
  masked[0] = (masked[0] ?? 0) & (0xff >> (8 * length - bits));
  return rsaPrivatePower(key, concatBytes(masked, seed, Uint8Array.of(0xbc)));
}

export function verifyPss(
  key: RsaPublic,
  hash: Uint8Array,
  signature: Uint8Array,
  { digest, mgf, salt, leastSalt = 0 }: PssOptions,
): boolean {
  const { length, bits, most } = pssSizes(key, digest);
  if (signature.length !== modulusBytes(key) || most < 0 || toBigInt(signature) >= key.n) return false;
  const whole = rsaPublicPower(key, signature);
  const message = whole.subarray(whole.length - length);
  if (message.at(-1) !== 0xbc || (whole.length > length && whole[0] !== 0)) return false;
  const seed = message.subarray(length - digest.outputBytes - 1, -1);
  const masked = message.subarray(0, length - digest.outputBytes - 1);
  if ((masked[0] ?? 0) & ~(0xff >> (8 * length - bits)) & 0xff) return false;
  const data = xorBytes(masked, mask(mgf, seed, masked.length));
  data[0] = (data[0] ?? 0) & (0xff >> (8 * length - bits));
  const end = data.findIndex((byte) => byte !== 0);
  if (end < 0 || data[end] !== 1) return false;
  const random = data.subarray(end + 1);
  const wanted = salt === saltLengths.digest ? digest.outputBytes : salt === saltLengths.max ? most : salt;
  if ((wanted >= 0 && random.length !== wanted) || random.length < leastSalt) return false;
  return sameBytes(hashOnce(digest, new Uint8Array(8), hash, random), seed);
}

export interface OaepOptions {
  digest: Digest;
  mgf: Digest;
  label: Uint8Array;
}

function padOaep(bytes: Uint8Array, length: number, { digest, mgf, label }: OaepOptions): Uint8Array {
  const size = digest.outputBytes;
  const fill = length - bytes.length - 2 * size - 2;
  if (fill < 0) throw opensslError(failures.dataTooLarge);
  const data = concatBytes(hashOnce(digest, label), new Uint8Array(fill), Uint8Array.of(1), bytes);
  const seed = randomBytes(size);
  const masked = xorBytes(data, mask(mgf, seed, data.length));
  return concatBytes(Uint8Array.of(0), xorBytes(seed, mask(mgf, masked, size)), masked);
}

function unpadOaep(padded: Uint8Array, { digest, mgf, label }: OaepOptions): Uint8Array {
  const size = digest.outputBytes;
  const masked = padded.subarray(1 + size);
  const seed = xorBytes(padded.subarray(1, 1 + size), mask(mgf, masked, size));
  const data = xorBytes(masked, mask(mgf, seed, masked.length));
  const end = data.indexOf(1, size);
  const isZero = end >= 0 && data.subarray(size, end).every((byte) => byte === 0);
  const isLabel = data.length >= size && sameBytes(data.subarray(0, size), hashOnce(digest, label));
  if (padded[0] !== 0 || !isZero || !isLabel) throw opensslError(failures.oaepDecoding);
  return data.slice(end + 1);
}

/** Refuses what is not a number below the modulus. */
function checkRange(key: RsaPublic, bytes: Uint8Array): Uint8Array {
  const length = modulusBytes(key);
  if (bytes.length > length) throw opensslError(failures.dataTooLarge);
  if (bytes.length < length) throw opensslError(failures.dataTooSmall);
  if (toBigInt(bytes) >= key.n) throw opensslError(failures.dataTooLargeForModulus);
  return bytes;
}

export function encryptRsa(key: RsaPublic, bytes: Uint8Array, padding: number, oaep: OaepOptions): Uint8Array {
  const length = modulusBytes(key);
  if (padding === paddings.oaep) return rsaPublicPower(key, padOaep(bytes, length, oaep));
  if (padding === paddings.none) return rsaPublicPower(key, checkRange(key, bytes));
  if (padding !== paddings.pkcs1) throw opensslError(failures.illegalPadding);
  if (bytes.length > length - pkcs1OverheadBytes) throw opensslError(failures.dataTooLarge);
  const fill = nonZeroBytes(length - bytes.length - 3);
  return rsaPublicPower(key, concatBytes(Uint8Array.of(0, 2), fill, Uint8Array.of(0), bytes));
}

export function decryptRsa(key: RsaPrivate, bytes: Uint8Array, padding: number, oaep: OaepOptions): Uint8Array {
  const length = modulusBytes(key);
  if (bytes.length > length) throw opensslError(failures.dataTooLarge);
  if (padding === paddings.none) return rsaPrivatePower(key, checkRange(key, bytes));
  if (padding === paddings.oaep) {
    if (bytes.length !== length || toBigInt(bytes) >= key.n) throw opensslError(failures.oaepDecoding);
    return unpadOaep(rsaPrivatePower(key, bytes), oaep);
  }
  if (padding !== paddings.pkcs1) throw opensslError(failures.illegalPadding);
  const padded = rsaPrivatePower(key, bytes);
  const end = padded.indexOf(0, 2);
  // A wrong padding gives random bytes, not an error that tells so ("implicit rejection", OpenSSL 3.2).
  if (padded[0] !== 0 || padded[1] !== 2 || end < 10) return randomBytes((randomBytes(1)[0] ?? 0) % (length - 10));
  return padded.slice(end + 1);
}

/** `privateEncrypt`: a signature without a digest. */
export function encryptWithPrivate(key: RsaPrivate, bytes: Uint8Array, padding: number): Uint8Array {
  if (padding === paddings.none) return rsaPrivatePower(key, checkRange(key, bytes));
  if (padding !== paddings.pkcs1) throw opensslError(failures.illegalPadding);
  const padded = padSignature(bytes, modulusBytes(key));
  if (!padded) throw opensslError(failures.dataTooLarge);
  return rsaPrivatePower(key, padded);
}

/** `publicDecrypt`: opens what `privateEncrypt` made. */
export function decryptWithPublic(key: RsaPublic, bytes: Uint8Array, padding: number): Uint8Array {
  if (padding === paddings.none) return rsaPublicPower(key, checkRange(key, bytes));
  if (padding !== paddings.pkcs1) throw opensslError(failures.illegalPadding);
  if (bytes.length > modulusBytes(key) || toBigInt(bytes) >= key.n) throw opensslError(failures.dataTooLargeForModulus);
  const padded = rsaPublicPower(key, bytes);
  const end = padded.indexOf(0, 2);
  const isFilled = end >= 10 && padded.subarray(2, end).every((byte) => byte === 0xff);
  if (padded[0] === 0 && padded[1] === 1 && isFilled) return padded.slice(end + 1);
  const { invalidPadding, providerSignature, rsaLibrary, paddingCheckFailed } = failures;
  throw opensslError(invalidPadding, providerSignature, rsaLibrary, paddingCheckFailed);
}
