/** Key objects: secret keys hold their bytes; asymmetric keys are not written yet. */
import type { EngineRuntime } from "../boot/bootstrap.ts";
import type { Binding } from "../boot/runtime.ts";
import { codedError } from "../boot/uv-errors.ts";
import { compareBytes } from "./byte-search.ts";
import { bytesOf, decodeBytes, encodings } from "./text-encodings.ts";

const secrets = new WeakMap<object, Uint8Array>();

/** Bytes of a secret given as a key handle or plainly. */
export function keyBytes(key: unknown): Uint8Array {
  if (typeof key === "object" && key !== null) {
    const secret = secrets.get(key);
    if (secret) return secret;
    if (ArrayBuffer.isView(key) || key instanceof ArrayBuffer) return bytesOf(key);
  }
  throw codedError(
    Error,
    "ERR_FEATURE_UNAVAILABLE_ON_PLATFORM",
    "Asymmetric keys are not supported in the Glasshouse engine yet: use Web Crypto (globalThis.crypto.subtle).",
  );
}

export function createKeyClasses(runtime: EngineRuntime): Binding {
  const constants = runtime.data("crypto");
  const secretType = constants["kKeyTypeSecret"];
  class KeyObjectHandle {
    init(type: number, data: ArrayBufferView | ArrayBuffer): void {
      if (type === secretType) secrets.set(this, bytesOf(data).slice());
      else keyBytes(undefined);
    }
    getSymmetricKeySize(): number {
      return keyBytes(this).length;
    }
    export(): unknown {
      const { Buffer } = runtime.requireBuiltin("buffer") as { Buffer: { from(bytes: Uint8Array): Uint8Array } };
      return Buffer.from(keyBytes(this));
    }
    exportJwk(target: object): object {
      return Object.assign(target, { kty: "oct", k: decodeBytes(keyBytes(this), encodings.base64url) });
    }
    equals(other: object): boolean {
      return compareBytes(keyBytes(this), keyBytes(other)) === 0;
    }
  }
  class NativeKeyObject {
    readonly #handle: object;
    constructor(handle: object) {
      this.#handle = handle;
    }
    static slotsOf(key: NativeKeyObject): unknown[] {
      return [secretType, key.#handle];
    }
  }
  class NativeCryptoKey {
    readonly #slots: unknown[];
    constructor(...slots: unknown[]) {
      this.#slots = slots;
    }
    static slotsOf(key: NativeCryptoKey): unknown[] {
      return [...key.#slots];
    }
  }
  return {
    KeyObjectHandle,
    createNativeKeyObjectClass: (build: (base: unknown) => unknown) => build(NativeKeyObject),
    getKeyObjectSlots: (key: NativeKeyObject) => NativeKeyObject.slotsOf(key),
    createCryptoKeyClass: (build: (base: unknown) => unknown) => build(NativeCryptoKey),
    getCryptoKeySlots: (key: NativeCryptoKey) => NativeCryptoKey.slotsOf(key),
  };
}
