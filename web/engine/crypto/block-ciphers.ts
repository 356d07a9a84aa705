/** Block ciphers: AES (FIPS 197, by @noble/ciphers) and triple DES (des.ts). */
import { unsafe } from "@noble/ciphers/aes.js";
import { tripleDes } from "./des.ts";

/** Works on one block in place. */
export interface BlockCipher {
  blockBytes: number;
  encrypt(block: Uint8Array): void;
  decrypt(block: Uint8Array): void;
}

export function aes(key: Uint8Array): BlockCipher {
  const forward = unsafe.expandKeyLE(key);
  let backward: Uint32Array | undefined;
  // The library works on aligned words: a block of the caller may lie anywhere.
  const bytes = new Uint8Array(16);
  const run = (block: Uint8Array, work: (aligned: Uint8Array) => void) => {
    bytes.set(block);
    work(bytes);
    block.set(bytes);
  };
  return {
    blockBytes: 16,
    encrypt: (block) => run(block, (aligned) => unsafe.encryptBlock(forward, aligned)),
    decrypt(block) {
      backward ??= unsafe.expandKeyDecLE(key);
      const keys = backward;
      run(block, (aligned) => unsafe.decryptBlock(keys, aligned));
    },
  };
}

export const blockCiphers: Record<string, (key: Uint8Array) => BlockCipher> = { aes, des: tripleDes };
