/** `internalBinding('crypto')`: hashes, HMAC, random bytes and key derivation. Ciphers, signatures and TLS name themselves as missing. */
import type { EngineRuntime } from "../boot/bootstrap.ts";
import type { Binding } from "../boot/runtime.ts";
import { codedError } from "../boot/uv-errors.ts";
import { compareBytes } from "./byte-search.ts";
import { createJobs } from "./crypto-jobs.ts";
import { createKeyClasses, keyBytes } from "./crypto-keys.ts";
import { createDigest, createHmac, type Digest, hashNames, hashOnce } from "./hash-algorithms.ts";
import { bytesOf, decodeBytes, encodeText, encodingNumber } from "./text-encodings.ts";

type Data = string | ArrayBufferView;

function toBytes(data: Data, encoding?: unknown): Uint8Array {
  return typeof data === "string" ? encodeText(data, encodingNumber(encoding)) : bytesOf(data);
}

function invalidDigest(): Error {
  return codedError(Error, "ERR_OSSL_EVP_UNSUPPORTED", "Digest method not supported");
}

export function createBinding(runtime: EngineRuntime): Binding {
  const output = (bytes: Uint8Array, encoding: unknown): unknown => {
    if (typeof encoding === "string" && encoding !== "buffer") return decodeBytes(bytes, encodingNumber(encoding));
    const { Buffer } = runtime.requireBuiltin("buffer") as { Buffer: { from(bytes: Uint8Array): Uint8Array } };
    return Buffer.from(bytes);
  };
  const aliases = Object.fromEntries(
    hashNames.flatMap((name, index) => [
      [name, index],
      [name.toUpperCase(), index],
    ]),
  );
  return {
    ...runtime.data("crypto"),
    ...createHashClasses(output),
    ...createKeyClasses(runtime),
    ...createJobs(runtime),
    getHashes: () => hashNames.flatMap((name) => [`RSA-${name.toUpperCase()}`, name]),
    getCachedAliases: () => ({ ...aliases }),
    oneShotDigest(name: string, _id: number, _cache: unknown, data: Data, outputEncoding: unknown) {
      if (!createDigest(name)) throw invalidDigest();
      return output(hashOnce(name, toBytes(data)), outputEncoding);
    },
    timingSafeEqual(left: ArrayBufferView, right: ArrayBufferView) {
      if (left.byteLength !== right.byteLength) {
        throw codedError(
          RangeError as unknown as ErrorConstructor,
          "ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH",
          "Input buffers must have the same byte length",
        );
      }
      return compareBytes(bytesOf(left), bytesOf(right)) === 0;
    },
    getFipsCrypto: () => 0,
    testFipsCrypto: () => false,
    setEngine: () => true,
    secureHeapUsed: () => undefined,
    secureBuffer: (size: number) => new Uint8Array(size),
    getOpenSSLSecLevelCrypto: () => 1,
    getCiphers: () => [],
    getSSLCiphers: () => [],
    getCurves: () => [],
    getCipherInfo: () => undefined,
    getBundledRootCertificates: () => [],
    getSystemCACertificates: () => [],
    getExtraCACertificates: () => [],
    getUserRootCertificates: () => [],
    resetRootCertStore() {},
    startLoadingCertificatesOffThread() {},
    getCertificateCompressionAlgorithms: () => [],
  };
}

function createHashClasses(output: (bytes: Uint8Array, encoding: unknown) => unknown): Binding {
  class Hash {
    readonly #digest: Digest;
    #result: Uint8Array | undefined;
    constructor(algorithm: string | Hash) {
      const digest = algorithm instanceof Hash ? algorithm.#digest.copy() : createDigest(algorithm);
      if (!digest) throw invalidDigest();
      this.#digest = digest;
    }
    update(data: Data, encoding?: unknown): boolean {
      this.#digest.update(toBytes(data, encoding));
      return true;
    }
    digest(encoding?: unknown): unknown {
      this.#result ??= this.#digest.digest();
      return output(this.#result, encoding);
    }
  }
  class Hmac {
    #digest: Digest | undefined;
    init(name: string, key: unknown): void {
      const digest = createHmac(name, keyBytes(key));
      if (!digest) throw codedError(Error, "ERR_CRYPTO_INVALID_DIGEST", `Invalid digest: ${name}`);
      this.#digest = digest;
    }
    update(data: Data, encoding?: unknown): boolean {
      this.#digest?.update(toBytes(data, encoding));
      return true;
    }
    digest(encoding?: unknown): unknown {
      const digest = this.#digest;
      this.#digest = undefined;
      return output(digest?.digest() ?? new Uint8Array(0), encoding);
    }
  }
  return { Hash, Hmac };
}
