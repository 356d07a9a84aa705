/** Jobs without asymmetric keys: random numbers, primes, derived keys, digests, authentication codes. */

import { bytesOf } from "../bindings/text-encodings.ts";
import type { Binding } from "../boot/runtime.ts";
import { createJobClass, isWebCryptoJob, type Prepare } from "./bind-job.ts";
import { type HandleClass, keyBytes, wrapSecret } from "./bind-keys.ts";
import { fromBigInt, noBytes, randomBytes, sameBytes, toBigInt } from "./bytes.ts";
import { type CryptoContext, optionalBytes, toArrayBuffer } from "./context.ts";
import { type Digest, findDigest, finishHash, hmacOnce } from "./digests.ts";
import { failures, invalidDigest, nodeError, opensslError, opensslText, plainOpensslError } from "./errors.ts";
import { argon2, hkdf, pbkdf2, scrypt } from "./key-derivation.ts";
import { isProbablePrime, randomPrime } from "./primes.ts";

type Bytes = ArrayBufferView | ArrayBuffer;
/** OpenSSL counts the words of a number in `INT_MAX / 256`. */
const mostBignumBytes = 2 ** 26;
/** `kSignJobModeSign`. */
const signMode = 0;

function digestFor(name: string): Digest {
  const digest = findDigest(name);
  if (!digest) throw invalidDigest(name);
  return digest;
}

/** Arguments of a job that runs later may be changed by the program meanwhile: it gets copies. */
function own(mode: number, bytes: Uint8Array): Uint8Array {
  return mode === 1 ? bytes : bytes.slice();
}

function prepareRandomBytes(_mode: number, target: Bytes, offset: number, size: number) {
  return () => {
    bytesOf(target).set(randomBytes(size), offset);
    return undefined;
  };
}

function preparePrime(_mode: number, bits: number, safe: boolean, addBytes?: Bytes, remBytes?: Bytes) {
  const add = addBytes === undefined ? undefined : toBigInt(bytesOf(addBytes));
  const rem = remBytes === undefined ? undefined : toBigInt(bytesOf(remBytes));
  if (add !== undefined) {
    if (add.toString(2).length > bits) throw nodeError("ERR_OUT_OF_RANGE", "invalid options.add", RangeError);
    if (rem !== undefined && add <= rem) throw nodeError("ERR_OUT_OF_RANGE", "invalid options.rem", RangeError);
  }
  return () => {
    if (bits < (safe ? 3 : 2)) throw plainOpensslError(failures.bitsTooSmall);
    return toArrayBuffer(fromBigInt(randomPrime({ bits, safe, add, rem }), Math.ceil(bits / 8)));
  };
}

function prepareCheckPrime(_mode: number, candidate: Bytes, checks: number) {
  if (bytesOf(candidate).length >= mostBignumBytes) throw opensslError(failures.bignumTooLong);
  const value = toBigInt(bytesOf(candidate));
  return () => isProbablePrime(value, checks > 0 ? checks : undefined);
}

function preparePbkdf2(mode: number, password: unknown, salt: Bytes, iterations: number, length: number, name: string) {
  const digest = digestFor(name);
  const [secret, grain] = [own(mode, keyBytes(password)), own(mode, bytesOf(salt))];
  return () => pbkdf2(digest, secret, grain, iterations, length).buffer;
}

function prepareHkdf(mode: number, name: string, key: unknown, salt: Bytes, info: Bytes, length: number) {
  const digest = digestFor(name);
  if (length > 255 * digest.outputBytes) throw nodeError("ERR_CRYPTO_INVALID_KEYLEN", "Invalid key length", RangeError);
  const [secret, grain, purpose] = [own(mode, keyBytes(key)), own(mode, bytesOf(salt)), own(mode, bytesOf(info))];
  return () => hkdf(digest, secret, grain, purpose, length).buffer;
}

function prepareScrypt(
  mode: number,
  password: unknown,
  salt: Bytes,
  N: number,
  r: number,
  p: number,
  maxMemory: number,
  length: number,
) {
  const isPower = N > 1 && Number.isInteger(Math.log2(N));
  const memory = 128 * r * (N + p) + 32 * r * 4;
  if (!isPower || p > (2 ** 30 - 1) / r || memory > maxMemory) {
    const reason = opensslText(failures.memoryLimit);
    throw nodeError("ERR_CRYPTO_INVALID_SCRYPT_PARAMS", `Invalid scrypt params: ${reason}`, RangeError);
  }
  const [secret, grain] = [own(mode, keyBytes(password)), own(mode, bytesOf(salt))];
  return () => scrypt(secret, grain, { N, r, p }, length).buffer;
}

function prepareArgon2(
  mode: number,
  message: unknown,
  nonce: Bytes,
  lanes: number,
  length: number,
  memoryKib: number,
  passes: number,
  secret: unknown,
  data: unknown,
  kind: number,
) {
  const [password, salt] = [own(mode, keyBytes(message)), own(mode, bytesOf(nonce))];
  const options = {
    lanes,
    length,
    memoryKib,
    passes,
    secret: optionalBytes(secret) ?? noBytes,
    data: optionalBytes(data) ?? noBytes,
  };
  return () => argon2(kind, password, salt, options).buffer;
}

function prepareHash(mode: number, name: string, data: Bytes, bits?: number) {
  const digest = digestFor(name);
  const bytes = own(mode, bytesOf(data));
  return () => {
    const hasher = digest.create();
    hasher.update(bytes);
    return toArrayBuffer(finishHash(digest, hasher, bits === undefined ? undefined : bits / 8));
  };
}

function prepareHmac(mode: number, operation: number, name: string, key: unknown, data: Bytes, signature: unknown) {
  const digest = digestFor(name);
  const [secret, bytes] = [keyBytes(key), own(mode, bytesOf(data))];
  const expected = optionalBytes(signature)?.slice() ?? noBytes;
  return () => {
    const code = hmacOnce(digest, secret, bytes);
    return operation === signMode ? toArrayBuffer(code) : sameBytes(code, expected);
  };
}

type CryptoKeyClass = new (handle: object, algorithm: unknown, usages: number, extractable: boolean) => object;

/** A CryptoKey for Web Crypto's jobs. */
export function toCryptoKey(
  { runtime }: CryptoContext,
  handle: object,
  algorithm: unknown,
  usages: number,
  extractable: boolean,
): object {
  const { InternalCryptoKey } = runtime.requireBuiltin("internal/crypto/keys") as { InternalCryptoKey: CryptoKeyClass };
  return new InternalCryptoKey(handle, algorithm, usages, extractable);
}

export function createJobBindings(context: CryptoContext, Handle: HandleClass): Binding {
  const job = (type: string, prepare: Prepare) => createJobClass(context, type, prepare);
  const secretKey = (mode: number, bits: number, algorithm: unknown, usages: number, extractable: boolean) => () => {
    const bytes = randomBytes(Math.ceil(bits / 8));
    // Web Crypto's lengths are in bits; what is left over in the last byte is zero.
    if (bits % 8 !== 0) bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) & (0xff << (8 - (bits % 8)));
    const isWeb = isWebCryptoJob(mode);
    const handle = wrapSecret(Handle, isWeb ? bytes : bytes.slice(0, Math.floor(bits / 8)));
    return isWeb ? toCryptoKey(context, handle, algorithm, usages, extractable) : handle;
  };
  return {
    RandomBytesJob: job("RANDOMBYTESREQUEST", prepareRandomBytes),
    RandomPrimeJob: job("RANDOMPRIMEREQUEST", preparePrime),
    CheckPrimeJob: job("CHECKPRIMEREQUEST", prepareCheckPrime),
    PBKDF2Job: job("PBKDF2REQUEST", preparePbkdf2),
    HKDFJob: job("DERIVEBITSREQUEST", prepareHkdf),
    ScryptJob: job("SCRYPTREQUEST", prepareScrypt),
    Argon2Job: job("ARGON2REQUEST", prepareArgon2),
    HashJob: job("HASHREQUEST", prepareHash),
    HmacJob: job("SIGNREQUEST", prepareHmac),
    SecretKeyGenJob: job("SECRETKEYGENREQUEST", secretKey),
  };
}
