/** `KeyObjectHandle`: the keys behind KeyObject and CryptoKey. */
import type { Binding } from "../boot/runtime.ts";
import { fromBigInt, sameBytes } from "./bytes.ts";
import { type CryptoContext, optionalBytes, toBuffer } from "./context.ts";
import { readPoint } from "./curves.ts";
import { nodeError, unsupportedOperation } from "./errors.ts";
import { isPrivate, isRawKey, type Key, publicHalf } from "./key.ts";
import { keyFormats, readPrivateKey, readPublicOrPrivateKey, readRawKey } from "./key-input.ts";
import { fromBase64Url, type Jwk, readJwk, sameKey, toBase64Url, writeJwk } from "./key-jwk.ts";
import { exportKey } from "./key-output.ts";
import { modulusLength } from "./key-read.ts";
import { ecPoint, writeSpki } from "./key-write.ts";

/** `kKeyType*`. */
export const keyTypes = { secret: 0, public: 1, private: 2 } as const;

type Held = { type: 0; secret: Uint8Array } | { type: 1 | 2; key: Key };

const held = new WeakMap<object, Held>();

function heldBy(handle: object): Held {
  const found = held.get(handle);
  if (!found) throw new TypeError("Illegal invocation");
  return found;
}

/** Bytes of a secret given as a key handle or plainly. */
export function keyBytes(key: unknown): Uint8Array {
  const bytes = optionalBytes(key);
  if (bytes) return bytes;
  const found = typeof key === "object" && key !== null ? held.get(key) : undefined;
  if (!found || found.type !== keyTypes.secret) throw new TypeError("Not a secret key");
  return found.secret;
}

function asymmetric(handle: object): Key {
  const found = heldBy(handle);
  if (found.type === keyTypes.secret) throw unsupportedOperation();
  return found.key;
}

/** The key that a handle holds, if `value` is a handle of one. */
export function keyOfHandle(value: unknown): Key | undefined {
  const found = typeof value === "object" && value !== null ? held.get(value) : undefined;
  return found && found.type !== keyTypes.secret ? found.key : undefined;
}

/** `data, format, type, passphrase, namedCurve`, as Node's library passes every key. */
export type KeyArguments = [data: unknown, format: unknown, type: unknown, passphrase: unknown, namedCurve: unknown];

function readKey(isPrivateWanted: boolean, [data, format, type, passphrase, namedCurve]: KeyArguments): Key {
  const known = keyOfHandle(data);
  if (known) return known;
  if (format === keyFormats.jwk) {
    const key = readJwk(data as Jwk);
    if (isPrivateWanted && !isPrivate(key))
      throw nodeError("ERR_CRYPTO_INVALID_JWK", "JWK does not contain private key", TypeError);
    return key;
  }
  if (format === keyFormats.store) {
    throw nodeError(
      "ERR_FEATURE_UNAVAILABLE_ON_PLATFORM",
      "The Glasshouse engine has no key stores behind URLs: give the key itself, as PEM, DER or JWK.",
    );
  }
  const bytes = optionalBytes(data);
  if (!bytes) throw new TypeError("Not a key");
  if (typeof format === "number" && format >= keyFormats.rawPublic) {
    const curve = typeof namedCurve === "string" ? namedCurve : undefined;
    return readRawKey(bytes, format !== keyFormats.rawPublic, String(type), curve);
  }
  const input = {
    bytes,
    format: typeof format === "number" ? format : keyFormats.pem,
    encoding: typeof type === "number" ? type : undefined,
    passphrase: optionalBytes(passphrase),
  };
  return isPrivateWanted ? readPrivateKey(input) : readPublicOrPrivateKey(input);
}

export function privateKeyOf(args: KeyArguments): Key {
  return readKey(true, args);
}

export function publicKeyOf(args: KeyArguments): Key {
  return readKey(false, args);
}

function details(key: Key): object {
  switch (key.type) {
    case "rsa":
    case "rsa-pss": {
      const common = {
        modulusLength: modulusLength(key.public),
        publicExponent: fromBigInt(key.public.e).buffer,
      };
      if (!key.pss) return common;
      const { digest, mgf, saltBytes } = key.pss;
      return { ...common, hashAlgorithm: digest.name, mgf1HashAlgorithm: mgf.name, saltLength: saltBytes };
    }
    case "dsa":
      return { modulusLength: key.p.toString(2).length, divisorLength: key.q.toString(2).length };
    case "ec":
      return { namedCurve: key.curve.name };
    default:
      return {};
  }
}

function initSecret(data: unknown, format: unknown): Uint8Array {
  if (format !== keyFormats.jwk) return keyBytes(data).slice();
  const { kty, k } = data as Jwk;
  if (kty !== "oct" || typeof k !== "string")
    throw nodeError("ERR_CRYPTO_INVALID_JWK", "Invalid JWK secret key format", TypeError);
  return fromBase64Url(k);
}

function createHandleClass(context: CryptoContext) {
  return class KeyObjectHandle {
    init(keyType: number, ...[data, format, ...rest]: KeyArguments): void {
      if (keyType === keyTypes.secret) held.set(this, { type: 0, secret: initSecret(data, format) });
      else if (keyType === keyTypes.private) held.set(this, { type: 2, key: privateKeyOf([data, format, ...rest]) });
      else held.set(this, { type: 1, key: publicHalf(publicKeyOf([data, format, ...rest])) });
    }
    getKeyType(): number {
      return heldBy(this).type;
    }
    getSymmetricKeySize(): number {
      return keyBytes(this).length;
    }
    getAsymmetricKeyType(): string {
      return asymmetric(this).type;
    }
    keyDetail(target: object): object {
      return Object.assign(target, details(asymmetric(this)));
    }
    checkEcKeyData(): boolean {
      const key = asymmetric(this);
      return key.type === "ec" && readPoint(key.curve, key.point) !== undefined;
    }
    export(format?: number, type?: number, cipher?: string | null, passphrase?: unknown): unknown {
      const own = heldBy(this);
      if (own.type === keyTypes.secret) return toBuffer(context, own.secret);
      const protection = typeof cipher === "string" ? { cipher, passphrase: keyBytes(passphrase) } : undefined;
      const result = exportKey(own.key, own.type === keyTypes.private, { format, type, protection });
      return typeof result === "string" ? result : toBuffer(context, result);
    }
    exportJwk(target: object): object {
      const own = heldBy(this);
      if (own.type === keyTypes.secret) return Object.assign(target, { kty: "oct", k: toBase64Url(own.secret) });
      return Object.assign(target, writeJwk(own.key));
    }
    rawPublicKey(): unknown {
      const key = asymmetric(this);
      if (!isRawKey(key))
        throw nodeError(
          "ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS",
          "The selected key encoding raw-public is not supported for this key.",
        );
      return toBuffer(context, key.public);
    }
    rawPrivateKey(): unknown {
      const key = asymmetric(this);
      if (!isRawKey(key) || !key.secret)
        throw nodeError(
          "ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS",
          "The selected key encoding raw-private is not supported for this key.",
        );
      return toBuffer(context, key.secret);
    }
    rawSeed(): never {
      throw nodeError(
        "ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS",
        "The selected key encoding raw-seed is not supported for this key.",
      );
    }
    exportECPublicRaw(form: number): unknown {
      const key = asymmetric(this);
      if (key.type !== "ec")
        throw nodeError(
          "ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS",
          "The selected key encoding raw-public is not supported for this key.",
        );
      return toBuffer(context, ecPoint(key, form));
    }
    exportECPrivateRaw(): unknown {
      const key = asymmetric(this);
      if (key.type !== "ec" || key.scalar === undefined) throw unsupportedOperation();
      return toBuffer(context, fromBigInt(key.scalar, key.curve.orderBytes));
    }
    equals(other: object): boolean {
      const [own, given] = [heldBy(this), heldBy(other)];
      if (own.type === keyTypes.secret || given.type === keyTypes.secret) {
        return own.type === given.type && sameBytes(keyBytes(this), keyBytes(other));
      }
      return sameKey(own.key, given.key, writeSpki);
    }
  };
}

class NativeKeyObject {
  readonly #handle: object;
  constructor(handle: object) {
    this.#handle = handle;
  }
  static slotsOf(key: NativeKeyObject): unknown[] {
    return [heldBy(key.#handle).type, key.#handle];
  }
}

class NativeCryptoKey {
  readonly #slots: unknown[];
  constructor(handle: object, algorithm: unknown, usages: unknown, extractable: unknown) {
    this.#slots = [heldBy(handle).type, extractable, algorithm, usages, handle];
  }
  static slotsOf(key: NativeCryptoKey): unknown[] {
    return [...key.#slots];
  }
}

export type HandleClass = new () => { init(type: number, ...args: KeyArguments): void };

export function createKeyBindings(context: CryptoContext): Binding & { KeyObjectHandle: HandleClass } {
  return {
    KeyObjectHandle: createHandleClass(context),
    createNativeKeyObjectClass: (build: (base: unknown) => unknown) => build(NativeKeyObject),
    getKeyObjectSlots: (key: NativeKeyObject) => NativeKeyObject.slotsOf(key),
    createCryptoKeyClass: (build: (base: unknown) => unknown) => build(NativeCryptoKey),
    getCryptoKeySlots: (key: NativeCryptoKey) => NativeCryptoKey.slotsOf(key),
  };
}

/** A handle of a key made here. */
export function wrapKey(Handle: HandleClass, key: Key, isPrivateKey: boolean): object {
  const handle = new Handle();
  held.set(handle, isPrivateKey ? { type: 2, key } : { type: 1, key: publicHalf(key) });
  return handle;
}

export function wrapSecret(Handle: HandleClass, secret: Uint8Array): object {
  const handle = new Handle();
  held.set(handle, { type: 0, secret });
  return handle;
}
