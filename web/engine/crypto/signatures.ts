/** Signatures of every kind of key. */
import { bitLength, concatBytes, fromBigInt, noBytes, sameBytes, toBigInt } from "./bytes.ts";
import { modernCurves, readPoint, signEcdsa, verifyEcdsa } from "./curves.ts";
import { derInteger, derSequence, readSequence } from "./der.ts";
import { type Digest, findDigest } from "./digests.ts";
import { failures, opensslError, unsupportedOperation } from "./errors.ts";
import type { DsaKey, Key, RawKey, RsaKey } from "./key.ts";
import { inverseModulo, powerModulo, randomBelow } from "./primes.ts";
import { type PssOptions, paddings, signPkcs1, signPss, verifyPkcs1, verifyPss } from "./rsa-padding.ts";

export interface SignatureOptions {
  padding?: number | undefined;
  saltLength?: number | undefined;
  /** r and s side by side instead of in DER. */
  p1363?: boolean | undefined;
  context?: Uint8Array | undefined;
}

/** Bytes of r and of s, for keys whose signatures are such pairs. */
export function signaturePartBytes(key: Key): number | undefined {
  if (key.type === "ec") return key.curve.orderBytes;
  return key.type === "dsa" ? Math.ceil(bitLength(key.q) / 8) : undefined;
}

interface Pair {
  r: bigint;
  s: bigint;
}

function writePair({ r, s }: Pair, key: Key, p1363: boolean | undefined): Uint8Array {
  const size = signaturePartBytes(key) ?? 0;
  return p1363 ? concatBytes(fromBigInt(r, size), fromBigInt(s, size)) : derSequence(derInteger(r), derInteger(s));
}

function readPair(signature: Uint8Array, key: Key, p1363: boolean | undefined): Pair | undefined {
  const size = signaturePartBytes(key) ?? 0;
  if (p1363) {
    if (signature.length !== 2 * size) return undefined;
    return { r: toBigInt(signature.subarray(0, size)), s: toBigInt(signature.subarray(size)) };
  }
  try {
    const reader = readSequence(signature);
    const pair = { r: reader.integer(), s: reader.integer() };
    const isExact = reader.done && sameBytes(writePair(pair, key, false), signature);
    return isExact ? pair : undefined;
  } catch {
    // Not DER: no signature of this key.
    return undefined;
  }
}

function dsaNumber({ q }: DsaKey, hash: Uint8Array): bigint {
  const excess = 8 * hash.length - bitLength(q);
  return excess > 0 ? toBigInt(hash) >> BigInt(excess) : toBigInt(hash);
}

function signDsa(key: DsaKey, hash: Uint8Array): Pair {
  const { p, q, g, x = 0n } = key;
  for (;;) {
    const nonce = randomBelow(q, 1n);
    const r = powerModulo(g, nonce, p) % q;
    const s = ((inverseModulo(nonce, q) ?? 0n) * (dsaNumber(key, hash) + x * r)) % q;
    if (r !== 0n && s !== 0n) return { r, s };
  }
}

function verifyDsa(key: DsaKey, hash: Uint8Array, { r, s }: Pair): boolean {
  const { p, q, g, y } = key;
  if (r <= 0n || s <= 0n || r >= q || s >= q) return false;
  const inverse = inverseModulo(s, q) ?? 0n;
  const left = powerModulo(g, (dsaNumber(key, hash) * inverse) % q, p);
  return ((left * powerModulo(y, (r * inverse) % q, p)) % p) % q === r;
}

/** PSS settings of a signature: the key's own limits hold. */
function pssOptions(key: RsaKey, digest: Digest, saltLength: number | undefined): PssOptions {
  const { pss } = key;
  if (pss && pss.digest !== digest) throw opensslError(failures.digestNotAllowed);
  const mgf = pss?.mgf ?? digest;
  const salt = saltLength ?? pss?.saltBytes ?? -2;
  return pss ? { digest, mgf, salt, leastSalt: pss.saltBytes } : { digest, mgf, salt };
}

const usesPss = (key: RsaKey, { padding }: SignatureOptions) =>
  padding === paddings.pss || (key.type === "rsa-pss" && padding === undefined);

function checkPadding(key: RsaKey, padding: number | undefined): void {
  if (key.type === "rsa-pss" && padding !== undefined && padding !== paddings.pss) {
    throw opensslError(failures.illegalPadding);
  }
}

/** Signs a hash made with `digest`. */
export function signHash(key: Key, digest: Digest, hash: Uint8Array, options: SignatureOptions): Uint8Array {
  switch (key.type) {
    case "rsa":
    case "rsa-pss":
      if (!key.private) throw unsupportedOperation();
      checkPadding(key, options.padding);
      if (usesPss(key, options)) return signPss(key.private, hash, pssOptions(key, digest, options.saltLength));
      if (options.padding !== undefined && options.padding !== paddings.pkcs1) {
        throw opensslError(failures.illegalPadding);
      }
      return signPkcs1(key.private, digest, hash);
    case "ec":
      return writePair(signEcdsa(key.curve, key.scalar ?? 0n, hash), key, options.p1363);
    case "dsa":
      return writePair(signDsa(key, hash), key, options.p1363);
    default:
      throw unsupportedOperation();
  }
}

export function verifyHash(
  key: Key,
  digest: Digest,
  hash: Uint8Array,
  signature: Uint8Array,
  options: SignatureOptions,
): boolean {
  switch (key.type) {
    case "rsa":
    case "rsa-pss":
      checkPadding(key, options.padding);
      if (usesPss(key, options))
        return verifyPss(key.public, hash, signature, pssOptions(key, digest, options.saltLength));
      if (options.padding !== undefined && options.padding !== paddings.pkcs1) {
        throw opensslError(failures.illegalPadding);
      }
      return verifyPkcs1(key.public, digest, hash, signature);
    case "ec": {
      const pair = readPair(signature, key, options.p1363);
      const point = readPoint(key.curve, key.point);
      return pair !== undefined && point !== undefined && verifyEcdsa(key.curve, point, hash, pair.r, pair.s);
    }
    case "dsa": {
      const pair = readPair(signature, key, options.p1363);
      return pair !== undefined && verifyDsa(key, hash, pair);
    }
    default:
      throw unsupportedOperation();
  }
}

/** Keys that sign the message itself (RFC 8032). */
export function signsMessages(key: Key): key is RawKey & { type: "ed25519" | "ed448" } {
  return key.type === "ed25519" || key.type === "ed448";
}

export function signMessage(key: RawKey, message: Uint8Array, context: Uint8Array = noBytes): Uint8Array {
  const sign = modernCurves[key.type].sign;
  if (!sign || !key.secret) throw opensslError(failures.wrongKeyType);
  return sign(message, key.secret, context);
}

export function verifyMessage(
  key: RawKey,
  message: Uint8Array,
  signature: Uint8Array,
  context: Uint8Array = noBytes,
): boolean {
  const verify = modernCurves[key.type].verify;
  if (!verify) throw opensslError(failures.wrongKeyType);
  try {
    return verify(signature, message, key.public, context);
  } catch {
    // The library throws for signatures of a wrong length.
    return false;
  }
}

/** The digest that OpenSSL takes for a key when none is named. */
export function defaultDigest(key: Key): Digest | undefined {
  if (key.type === "rsa-pss" && key.pss) return key.pss.digest;
  return findDigest("sha256");
}
