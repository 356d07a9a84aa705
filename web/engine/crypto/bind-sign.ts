/** `Sign`, `Verify` and `SignJob`. */
import type { Binding } from "../boot/runtime.ts";
import { createJobClass, isWebCryptoJob } from "./bind-job.ts";
import { type KeyArguments, privateKeyOf, publicKeyOf } from "./bind-keys.ts";
import { type CryptoContext, type Data, optionalBytes, toArrayBuffer, toBuffer, toBytes } from "./context.ts";
import { type Digest, findDigest, type Hasher, hashOnce } from "./digests.ts";
import { failures, invalidDigest, nodeError, opensslError, unsupportedOperation } from "./errors.ts";
import type { Key } from "./key.ts";
import {
  defaultDigest,
  type SignatureOptions,
  signaturePartBytes,
  signHash,
  signMessage,
  signsMessages,
  verifyHash,
  verifyMessage,
} from "./signatures.ts";

/** `kSigEncP1363`. */
const p1363 = 1;
/** `kSignJobModeVerify`. */
const verifyMode = 1;

type StreamArguments = [...KeyArguments, padding: number | undefined, saltLength: number | undefined, encoding: number];

class HashedMessage {
  #digest: Digest | undefined;
  #hasher: Hasher | undefined;
  init(name: string): void {
    this.#digest = findDigest(name);
    if (!this.#digest || this.#digest.isXof) throw nodeError("ERR_CRYPTO_INVALID_DIGEST", "Invalid digest", TypeError);
    this.#hasher = this.#digest.create();
  }
  update(data: Data, encoding?: unknown): void {
    if (!this.#hasher) throw nodeError("ERR_CRYPTO_INVALID_STATE", "Not initialised");
    this.#hasher.update(toBytes(data, encoding));
  }
  /** The message is done with: it cannot be signed twice. */
  finish(): { digest: Digest; hash: Uint8Array } {
    const [digest, hasher] = [this.#digest, this.#hasher];
    if (!digest || !hasher) throw nodeError("ERR_CRYPTO_INVALID_STATE", "Not initialised");
    this.#hasher = undefined;
    return { digest, hash: hasher.digest() };
  }
}

function options(padding: number | undefined, saltLength: number | undefined, encoding: unknown): SignatureOptions {
  return { padding, saltLength, p1363: encoding === p1363 };
}

type JobArguments = [
  ...KeyArguments,
  data: ArrayBufferView | ArrayBuffer,
  digest: string | undefined | null,
  saltLength: number | undefined,
  padding: number | undefined,
  encoding: number | undefined,
  context: unknown,
  signature: unknown,
];

function signOnce(key: Key, data: Uint8Array, digest: Digest | undefined, settings: SignatureOptions): Uint8Array {
  if (signsMessages(key)) return signMessage(key, data, settings.context);
  const used = digest ?? defaultDigest(key);
  if (!used || key.type === "x25519" || key.type === "x448" || key.type === "dh")
    throw opensslError(failures.wrongKeyType);
  return signHash(key, used, hashOnce(used, data), settings);
}

function verifyOnce(
  key: Key,
  data: Uint8Array,
  digest: Digest | undefined,
  signature: Uint8Array,
  settings: SignatureOptions,
): boolean {
  if (signsMessages(key)) return verifyMessage(key, data, signature, settings.context);
  const used = digest ?? defaultDigest(key);
  if (!used || key.type === "x25519" || key.type === "x448" || key.type === "dh")
    throw opensslError(failures.wrongKeyType);
  return verifyHash(key, used, hashOnce(used, data), signature, settings);
}

function prepareSignJob(mode: number, operation: number, ...args: JobArguments): () => unknown {
  const [data, format, type, passphrase, namedCurve, message, name, saltLength, padding, encoding, given, signature] =
    args;
  const keyArguments: KeyArguments = [data, format, type, passphrase, namedCurve];
  const isVerify = operation === verifyMode;
  const key = isVerify ? publicKeyOf(keyArguments) : privateKeyOf(keyArguments);
  const digest = typeof name === "string" ? findDigest(name) : undefined;
  if (typeof name === "string" && !digest) throw invalidDigest(name);
  const bytes = isWebCryptoJob(mode) ? toBytes(message).slice() : toBytes(message);
  const context = optionalBytes(given);
  const settings = { ...options(padding, saltLength, encoding), context };
  return () => {
    if (digest && signsMessages(key)) throw opensslError(failures.invalidDigest);
    if (context && context.length > 0 && key.type !== "ed448") {
      throw nodeError("ERR_CRYPTO_OPERATION_FAILED", "Context parameter is unsupported");
    }
    if (context && context.length > 255)
      throw nodeError("ERR_OUT_OF_RANGE", "context string must be at most 255 bytes", RangeError);
    if (!isVerify) return toArrayBuffer(signOnce(key, bytes, digest, settings));
    return verifyOnce(key, bytes, digest, optionalBytes(signature) ?? new Uint8Array(0), settings);
  };
}

export function createSignBindings(context: CryptoContext): Binding {
  class Sign extends HashedMessage {
    sign(...[data, format, type, passphrase, namedCurve, padding, saltLength, encoding]: StreamArguments): unknown {
      const key = privateKeyOf([data, format, type, passphrase, namedCurve]);
      const { digest, hash } = this.finish();
      if (signsMessages(key) || (!key.type.startsWith("rsa") && signaturePartBytes(key) === undefined)) {
        throw unsupportedOperation();
      }
      return toBuffer(context, signHash(key, digest, hash, options(padding, saltLength, encoding)));
    }
  }
  class Verify extends HashedMessage {
    verify(
      ...[data, format, type, passphrase, namedCurve, signature, padding, saltLength, encoding]: [
        ...KeyArguments,
        signature: ArrayBufferView | ArrayBuffer,
        padding: number | undefined,
        saltLength: number | undefined,
        encoding: number,
      ]
    ): boolean {
      const key = publicKeyOf([data, format, type, passphrase, namedCurve]);
      const { digest, hash } = this.finish();
      if (signsMessages(key)) throw unsupportedOperation();
      return verifyHash(key, digest, hash, toBytes(signature), options(padding, saltLength, encoding));
    }
  }
  return { Sign, Verify, SignJob: createJobClass(context, "SIGNREQUEST", prepareSignJob) };
}
