/** `publicEncrypt` and its three sisters, and Web Crypto's jobs that encrypt. */
import type { Binding } from "../boot/runtime.ts";
import { createJobClass } from "./bind-job.ts";
import { type KeyArguments, keyBytes, keyOfHandle, privateKeyOf, publicKeyOf } from "./bind-keys.ts";
import { concatBytes, noBytes, sameBytes } from "./bytes.ts";
import { increment } from "./cipher-modes.ts";
import { type CipherKind, findCipher, isAeadRun } from "./ciphers.ts";
import { type CryptoContext, optionalBytes, toArrayBuffer, toBuffer, toBytes } from "./context.ts";
import { findDigest } from "./digests.ts";
import { failures, invalidDigest, nodeError, opensslError } from "./errors.ts";
import type { Key } from "./key.ts";
import type { RsaPrivate, RsaPublic } from "./rsa.ts";
import {
  decryptRsa,
  decryptWithPublic,
  encryptRsa,
  encryptWithPrivate,
  type OaepOptions,
  paddings,
} from "./rsa-padding.ts";

type Bytes = ArrayBufferView | ArrayBuffer;
/** `kWebCryptoCipherEncrypt`. */
const encryptMode = 0;
const aesBlockBytes = 16;

function oaep(hash: unknown, label: unknown): OaepOptions {
  const digest = findDigest(typeof hash === "string" ? hash : "sha1");
  if (!digest) throw nodeError("ERR_OSSL_EVP_INVALID_DIGEST", "Invalid digest used");
  return { digest, mgf: digest, label: optionalBytes(label) ?? noBytes };
}

function rsaPublic(key: Key): RsaPublic {
  if (key.type === "rsa-pss") throw opensslError(failures.wrongProviderKeyType);
  if (key.type !== "rsa") throw opensslError(failures.wrongKeyType);
  return key.public;
}

function rsaPrivate(key: Key): RsaPrivate {
  if (key.type === "rsa-pss") throw opensslError(failures.wrongProviderKeyType);
  if (key.type !== "rsa" || !key.private) throw opensslError(failures.wrongKeyType);
  return key.private;
}

type RsaArguments = [...KeyArguments, bytes: Bytes, padding: number, hash: unknown, label: unknown];
type RsaWork = (key: KeyArguments, bytes: Uint8Array, padding: number, options: OaepOptions) => Uint8Array;

function rsaFunction(context: CryptoContext, work: RsaWork) {
  return (...[data, format, type, passphrase, curve, bytes, padding, hash, label]: RsaArguments): unknown =>
    toBuffer(context, work([data, format, type, passphrase, curve], toBytes(bytes), padding, oaep(hash, label)));
}

function prepareRsa(
  _mode: number,
  operation: number,
  handle: unknown,
  data: Bytes,
  _variant: number,
  hash: string,
  label: unknown,
) {
  const key = keyOfHandle(handle);
  if (!key) throw opensslError(failures.wrongKeyType);
  if (!findDigest(hash)) throw invalidDigest(hash);
  const options = oaep(hash, label);
  const bytes = toBytes(data).slice();
  return () =>
    toArrayBuffer(
      operation === encryptMode
        ? encryptRsa(rsaPublic(key), bytes, paddings.oaep, options)
        : decryptRsa(rsaPrivate(key), bytes, paddings.oaep, options),
    );
}

/** One message through a cipher; authenticated ones carry the tag behind the text. */
function runCipher(
  kind: CipherKind,
  encrypts: boolean,
  key: Uint8Array,
  iv: Uint8Array,
  text: Uint8Array,
  tagBytes: number,
  data: Uint8Array,
): Uint8Array {
  if (kind.isAead && !encrypts && text.length < tagBytes) throw new RangeError("The message is shorter than its tag");
  const body = kind.isAead && !encrypts ? text.subarray(0, text.length - tagBytes) : text;
  const run = kind.create(key, iv, encrypts, tagBytes);
  if (!isAeadRun(run)) return concatBytes(run.update(body), run.final());
  if (data.length > 0) run.addData(data);
  const result = concatBytes(run.update(body), run.final());
  const tag = run.tag(tagBytes);
  if (encrypts) return concatBytes(result, tag);
  if (!sameBytes(tag, text.subarray(text.length - tagBytes)))
    throw new RangeError("The tag is not that of the message");
  return result;
}

/** CTR whose counter is only the last `bits` of the block and starts again at zero when it is full. */
function runCounter(
  kind: CipherKind,
  key: Uint8Array,
  counter: Uint8Array,
  bits: number,
  text: Uint8Array,
): Uint8Array {
  const blocks = BigInt(Math.ceil(text.length / aesBlockBytes));
  if (blocks > 1n << BigInt(bits)) throw new RangeError("The counter would repeat");
  const ecb = findCipher(kind.name.replace("ctr", "ecb"))?.create(key, noBytes, true, 0);
  ecb?.setPadding?.(false);
  const block = counter.slice();
  const fixed = counter.slice();
  const wholeBytes = bits >> 3;
  const mask = 0xff >> (8 - (bits & 7));
  const parts: Uint8Array[] = [];
  for (let at = 0; at < text.length; at += aesBlockBytes) {
    const stream = ecb?.update(block) ?? noBytes;
    parts.push(text.slice(at, at + aesBlockBytes).map((byte, index) => byte ^ (stream[index] ?? 0)));
    increment(block);
    // Everything before the counter's own bits stays as it was given.
    const edge = aesBlockBytes - wholeBytes - 1;
    for (let index = 0; index < edge; index++) block[index] = fixed[index] ?? 0;
    if (edge >= 0) block[edge] = ((fixed[edge] ?? 0) & ~mask) | ((block[edge] ?? 0) & (bits & 7 ? mask : 0));
  }
  return concatBytes(...parts);
}

/** Names of ciphers by `kKeyVariantAES_*`: three lengths of each mode. */
const aesModes = ["ctr", "cbc", "gcm", "wrap", "ocb"];

function aesKind(variant: number): CipherKind {
  const bits = [128, 192, 256][variant % 3] ?? 128;
  const mode = aesModes[Math.floor(variant / 3)] ?? "cbc";
  const kind = findCipher(mode === "wrap" ? `aes${bits}-wrap` : `aes-${bits}-${mode}`);
  if (!kind) throw new RangeError(`No AES variant ${variant}`);
  return kind;
}

const wrapIv = new Uint8Array(8).fill(0xa6);

function prepareAes(
  _mode: number,
  operation: number,
  handle: unknown,
  data: Bytes,
  variant: number,
  ...rest: unknown[]
) {
  const kind = aesKind(variant);
  const [key, text] = [keyBytes(handle), toBytes(data).slice()];
  const encrypts = operation === encryptMode;
  const iv = optionalBytes(rest[0])?.slice() ?? wrapIv;
  const second = Number(rest[1]);
  const more = optionalBytes(rest[2])?.slice() ?? noBytes;
  return () =>
    toArrayBuffer(
      kind.mode === "ctr"
        ? runCounter(kind, key, iv, second, text)
        : runCipher(kind, encrypts, key, iv, text, second, more),
    );
}

function prepareChacha(_mode: number, operation: number, handle: unknown, data: Bytes, iv: Bytes, additional: unknown) {
  const kind = findCipher("chacha20-poly1305");
  if (!kind) throw new RangeError("no ChaCha20");
  const [key, text, nonce] = [keyBytes(handle), toBytes(data).slice(), toBytes(iv).slice()];
  const more = optionalBytes(additional)?.slice() ?? noBytes;
  return () => toArrayBuffer(runCipher(kind, operation === encryptMode, key, nonce, text, 16, more));
}

export function createEncryptBindings(context: CryptoContext): Binding {
  return {
    publicEncrypt: rsaFunction(context, (key, bytes, padding, options) =>
      encryptRsa(rsaPublic(publicKeyOf(key)), bytes, padding, options),
    ),
    privateDecrypt: rsaFunction(context, (key, bytes, padding, options) =>
      decryptRsa(rsaPrivate(privateKeyOf(key)), bytes, padding, options),
    ),
    privateEncrypt: rsaFunction(context, (key, bytes, padding) =>
      encryptWithPrivate(rsaPrivate(privateKeyOf(key)), bytes, padding),
    ),
    publicDecrypt: rsaFunction(context, (key, bytes, padding) =>
      decryptWithPublic(rsaPublic(publicKeyOf(key)), bytes, padding),
    ),
    RSACipherJob: createJobClass(context, "CIPHERREQUEST", prepareRsa),
    AESCipherJob: createJobClass(context, "CIPHERREQUEST", prepareAes),
    ChaCha20Poly1305CipherJob: createJobClass(context, "CIPHERREQUEST", prepareChacha),
  };
}
