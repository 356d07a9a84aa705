/** Node's crypto jobs: an object that runs at once or later and gives `[error, result]`. */
import type { EngineRuntime } from "../boot/bootstrap.ts";
import type { Binding } from "../boot/runtime.ts";
import { keyBytes } from "./crypto-keys.ts";
import { hashOnce } from "./hash-algorithms.ts";
import { hkdf, pbkdf2, scrypt } from "./key-derivation.ts";
import { bytesOf } from "./text-encodings.ts";

type Bytes = ArrayBufferView | ArrayBuffer;
/** `crypto.getRandomValues` refuses more at once. */
const randomPortionBytes = 65_536;

export function createJobs(runtime: EngineRuntime): Binding {
  const modes = runtime.data("crypto");
  const job = <A extends unknown[]>(type: string, work: (...args: A) => unknown) =>
    class {
      ondone?: (error: unknown, result: unknown) => void;
      readonly #mode: unknown;
      readonly #args: A;
      constructor(mode: unknown, ...args: A) {
        this.#mode = mode;
        this.#args = args;
        runtime.asyncIds.adopt(this, type);
      }
      run(): unknown {
        const attempt = (): [unknown, unknown] => {
          try {
            return [undefined, work(...this.#args)];
          } catch (error) {
            return [error, undefined];
          }
        };
        if (this.#mode === modes["kCryptoJobSync"]) return attempt();
        if (this.#mode === modes["kCryptoJobWebCrypto"]) {
          const [error, result] = attempt();
          return error === undefined ? Promise.resolve(result) : Promise.reject(error);
        }
        runtime.loop.enqueue(() => runtime.loop.callNow(this, "ondone", attempt()));
        return undefined;
      }
    };
  const buffer = (bytes: Uint8Array): ArrayBufferLike => bytes.slice().buffer;
  return {
    RandomBytesJob: job("RANDOMBYTESREQUEST", (target: Bytes, offset: number, size: number) => {
      const bytes = bytesOf(target).subarray(offset, offset + size);
      for (let at = 0; at < bytes.length; at += randomPortionBytes) {
        // Shared memory is refused by the platform: fill a copy.
        const part = new Uint8Array(Math.min(randomPortionBytes, bytes.length - at));
        runtime.host.crypto.getRandomValues(part);
        bytes.set(part, at);
      }
      return undefined;
    }),
    PBKDF2Job: job(
      "PBKDF2REQUEST",
      (password: unknown, salt: Bytes, iterations: number, length: number, digest: string) =>
        buffer(pbkdf2(digest, keyBytes(password), bytesOf(salt), iterations, length)),
    ),
    ScryptJob: job(
      "SCRYPTREQUEST",
      (password: unknown, salt: Bytes, cost: number, r: number, p: number, _maxMemory: number, length: number) =>
        buffer(scrypt(keyBytes(password), bytesOf(salt), cost, r, p, length)),
    ),
    HKDFJob: job("DERIVEBITSREQUEST", (digest: string, key: unknown, salt: Bytes, info: Bytes, length: number) =>
      buffer(hkdf(digest, keyBytes(key), bytesOf(salt), bytesOf(info), length)),
    ),
    HashJob: job("HASHREQUEST", (digest: string, data: Bytes) => buffer(hashOnce(digest, bytesOf(data)))),
    SecretKeyGenJob: job("SECRETKEYGENREQUEST", (bits: number) => {
      const bytes = runtime.host.crypto.getRandomValues(new Uint8Array(Math.floor(bits / 8)));
      const { KeyObjectHandle } = runtime.internalBinding("crypto") as {
        KeyObjectHandle: new () => { init(type: unknown, bytes: Uint8Array): void };
      };
      const handle = new KeyObjectHandle();
      handle.init(modes["kKeyTypeSecret"], bytes);
      return handle;
    }),
  };
}
