/** `Hash`, `Hmac` and what else makes digests. */
import type { Binding } from "../boot/runtime.ts";
import { keyBytes } from "./bind-keys.ts";
import { noBytes } from "./bytes.ts";
import { type CryptoContext, type Data, output, toBytes } from "./context.ts";
import { type Digest, digestNames, findDigest, finishHash, type Hasher, hashOnce } from "./digests.ts";
import { failures, invalidDigest, opensslError } from "./errors.ts";

/** Names that are asked for often, with a number each: `getCachedAliases` of the native binding. */
const aliases = Object.fromEntries(digestNames.map((name, index) => [name, index]));

export function createHashBindings(context: CryptoContext): Binding {
  class Hash {
    readonly #digest: Digest;
    readonly #hasher: Hasher;
    readonly #length: number | undefined;
    #result: Uint8Array | undefined;
    constructor(algorithm: string | Hash, length?: number) {
      const digest = algorithm instanceof Hash ? algorithm.#digest : findDigest(algorithm);
      if (!digest) throw new Error("Digest method not supported");
      if (length !== undefined && length !== digest.outputBytes && !digest.isXof) throw opensslError(failures.notXof);
      this.#digest = digest;
      this.#hasher = algorithm instanceof Hash ? algorithm.#hasher.clone() : digest.create();
      this.#length = length;
    }
    update(data: Data, encoding?: unknown): boolean {
      if (this.#result) return false;
      this.#hasher.update(toBytes(data, encoding));
      return true;
    }
    digest(encoding?: unknown): unknown {
      this.#result ??= finishHash(this.#digest, this.#hasher, this.#length);
      return output(context, this.#result, encoding);
    }
  }
  class Hmac {
    #hasher: Hasher | undefined;
    init(name: string, key: unknown): void {
      const digest = findDigest(name);
      if (!digest) throw invalidDigest(name);
      // As native Node words what OpenSSL refuses without a reason.
      if (!digest.hmac) throw new Error("error:00000000:lib(0)::reason(0)");
      this.#hasher = digest.hmac(keyBytes(key));
    }
    update(data: Data, encoding?: unknown): boolean {
      this.#hasher?.update(toBytes(data, encoding));
      return this.#hasher !== undefined;
    }
    digest(encoding?: unknown): unknown {
      const result = this.#hasher?.digest() ?? noBytes;
      this.#hasher = undefined;
      return output(context, result, encoding);
    }
  }
  return {
    Hash,
    Hmac,
    getHashes: () => [...digestNames],
    getCachedAliases: () => ({ ...aliases }),
    oneShotDigest(
      name: string,
      _id: number,
      _cache: unknown,
      data: Data,
      encoding: string,
      _encodingNumber: number,
      length: number | undefined,
    ) {
      const digest = findDigest(name);
      if (!digest) throw new Error(`Digest method ${name} is not supported`);
      if (length === undefined) return output(context, hashOnce(digest, toBytes(data, "utf8")), encoding);
      if (length !== digest.outputBytes && !digest.isXof) {
        throw new Error(`Output length ${length} is invalid for ${name.toLowerCase()}, which does not support XOF`);
      }
      const hasher = digest.create();
      hasher.update(toBytes(data, "utf8"));
      return output(context, finishHash(digest, hasher, length), encoding);
    },
  };
}
