import { hmac } from "@noble/hashes/hmac.js";
import { sha1 } from "@noble/hashes/legacy.js";
import { sha256, sha384, sha512 } from "@noble/hashes/sha2.js";

export const hashes = { sha1, sha256, sha384, sha512 } as const;
export type HashName = keyof typeof hashes;

export const hashBytes = (name: HashName, bytes: Uint8Array): Uint8Array => hashes[name](bytes);
export const hashLength = (name: HashName): number => hashes[name].outputLen;
export const mac = (name: HashName, key: Uint8Array, bytes: Uint8Array): Uint8Array => hmac(hashes[name], key, bytes);
