/** How keys travel between threads: as their bytes, from which the receiving thread makes them anew. */
import type { HostObjectRules } from "../bindings/host-objects.ts";
import type { Binding } from "../boot/runtime.ts";
import type { HandleClass } from "./bind-keys.ts";
import type { CryptoContext } from "./context.ts";
import { keyEncodings, keyFormats } from "./key-input.ts";

type HandleObject = {
  getKeyType(): number;
  export(format?: number, type?: number): Uint8Array;
};
interface KeyData {
  type: number;
  bytes: Uint8Array;
}

const secretType = 0;

function writeHandle(handle: HandleObject): KeyData {
  const type = handle.getKeyType();
  if (type === secretType) return { type, bytes: handle.export().slice() };
  const encoding = type === 1 ? keyEncodings.spki : keyEncodings.pkcs8;
  return { type, bytes: handle.export(keyFormats.der, encoding).slice() };
}

function readHandle(Handle: HandleClass, { type, bytes }: KeyData): object {
  const handle = new Handle();
  const encoding = type === 1 ? keyEncodings.spki : keyEncodings.pkcs8;
  if (type === secretType) handle.init(type, bytes, undefined, undefined, undefined, undefined);
  else handle.init(type, bytes, keyFormats.der, encoding, undefined, undefined);
  return handle;
}

/**
 * The key bindings with classes that threads can send each other. Node's library makes its classes on ours when it is first asked
 * for a key; a thread that receives one before asks for it here.
 */
export function withClones({ runtime }: CryptoContext, keys: Binding & { KeyObjectHandle: HandleClass }): Binding {
  const slotsOfKey = keys["getKeyObjectSlots"] as (key: object) => [type: number, handle: HandleObject];
  const slotsOfCrypto = keys["getCryptoKeySlots"] as (
    key: object,
  ) => [type: number, extractable: boolean, algorithm: object, usages: number, handle: HandleObject];
  const build = (name: string) => keys[name] as (callback: (base: unknown) => unknown) => unknown[];
  let keyClasses: (new (handle: object) => object)[] = [];
  let CryptoKeyClass: (new (...args: unknown[]) => object) | undefined;

  const keyRules: HostObjectRules = {
    cloneable: true,
    transferable: false,
    write: (object) => writeHandle(slotsOfKey(object)[1]),
    read(data) {
      if (keyClasses.length === 0) runtime.requireBuiltin("internal/crypto/keys");
      // Written by `write` in a thread of this process: secret, public and private follow the common class.
      const parts = data as KeyData;
      const Class = keyClasses[parts.type + 1];
      if (!Class) throw new Error("Node's library made no class for this key");
      return new Class(readHandle(keys.KeyObjectHandle, parts));
    },
  };
  const cryptoRules: HostObjectRules = {
    cloneable: true,
    transferable: false,
    write(object) {
      const [, extractable, algorithm, usages, handle] = slotsOfCrypto(object);
      return { key: writeHandle(handle), algorithm: { ...algorithm }, usages, extractable };
    },
    read(data) {
      if (!CryptoKeyClass) runtime.requireBuiltin("internal/crypto/keys");
      if (!CryptoKeyClass) throw new Error("Node's library made no class for this key");
      const { key, algorithm, usages, extractable } = data as {
        key: KeyData;
        algorithm: object;
        usages: number;
        extractable: boolean;
      };
      return new CryptoKeyClass(readHandle(keys.KeyObjectHandle, key), algorithm, usages, extractable);
    },
  };
  const register = (name: string, prototype: object, rules: HostObjectRules): void =>
    runtime.hostObjects.register(name, prototype, rules);
  // Known by name at once; their prototypes follow.
  register("crypto:KeyObject", {}, keyRules);
  register("crypto:CryptoKey", {}, cryptoRules);
  return {
    ...keys,
    createNativeKeyObjectClass(callback: (base: unknown) => unknown) {
      const classes = build("createNativeKeyObjectClass")(callback) as typeof keyClasses;
      keyClasses = classes;
      if (classes[0]) register("crypto:KeyObject", classes[0].prototype, keyRules);
      return classes;
    },
    createCryptoKeyClass(callback: (base: unknown) => unknown) {
      const classes = build("createCryptoKeyClass")(callback) as (new (...args: unknown[]) => object)[];
      CryptoKeyClass = classes[1];
      if (CryptoKeyClass) register("crypto:CryptoKey", CryptoKeyClass.prototype, cryptoRules);
      return classes;
    },
  };
}
