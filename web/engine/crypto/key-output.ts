/** Keys as programs ask for them. */
import { nodeError } from "./errors.ts";
import { isRawKey, type Key } from "./key.ts";
import { encryptPem, encryptPkcs8 } from "./key-encryption.ts";
import { keyEncodings, keyFormats } from "./key-input.ts";
import {
  ecPoint,
  writeDsaPrivate,
  writeEcPrivate,
  writePkcs8,
  writeRsaPrivate,
  writeRsaPublic,
  writeSpki,
} from "./key-write.ts";
import { writePem } from "./pem.ts";

export interface OutputOptions {
  format: number | undefined;
  type: number | undefined;
  /** Of private keys. */
  protection?: { cipher: string; passphrase: Uint8Array } | undefined;
}

function incompatible(encoding: string, needs: string): Error {
  return nodeError("ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS", `The selected key encoding ${encoding} ${needs}.`);
}

/** PEM text or DER bytes. */
export function exportKey(key: Key, isPrivateKey: boolean, options: OutputOptions): string | Uint8Array {
  return isPrivateKey ? exportPrivate(key, options) : exportPublic(key, options);
}

function exportPublic(key: Key, { format, type }: OutputOptions): string | Uint8Array {
  if (format === keyFormats.rawPublic) {
    if (key.type === "ec") return ecPoint(key, type ?? 4);
    if (isRawKey(key)) return key.public;
    throw incompatible("raw-public", "is not supported for this key");
  }
  const isPkcs1 = type === keyEncodings.pkcs1;
  if (isPkcs1 && key.type !== "rsa") throw incompatible("pkcs1", "can only be used for RSA keys");
  const bytes = isPkcs1 && key.type === "rsa" ? writeRsaPublic(key.public) : writeSpki(key);
  if (format !== keyFormats.pem) return bytes;
  return writePem(isPkcs1 ? "RSA PUBLIC KEY" : "PUBLIC KEY", bytes);
}

/** The old structures have a label of their own and PEM's own encryption. */
function oldStructure(key: Key, type: number | undefined): { label: string; bytes: Uint8Array } | undefined {
  if (type === keyEncodings.pkcs1) {
    if (key.type !== "rsa" || !key.private) throw incompatible("pkcs1", "can only be used for RSA keys");
    return { label: "RSA PRIVATE KEY", bytes: writeRsaPrivate(key.private) };
  }
  if (type === keyEncodings.sec1) {
    if (key.type !== "ec") throw incompatible("sec1", "can only be used for EC keys");
    return { label: "EC PRIVATE KEY", bytes: writeEcPrivate(key, true) };
  }
  if (type === undefined && key.type === "dsa") return { label: "DSA PRIVATE KEY", bytes: writeDsaPrivate(key) };
  return undefined;
}

function exportPrivate(key: Key, { format, type, protection }: OutputOptions): string | Uint8Array {
  if (format === keyFormats.rawPrivate) {
    if (isRawKey(key) && key.secret) return key.secret;
    throw incompatible("raw-private", "is not supported for this key");
  }
  const old = oldStructure(key, type);
  if (old) {
    if (format !== keyFormats.pem) return old.bytes;
    if (!protection) return writePem(old.label, old.bytes);
    const { headers, bytes } = encryptPem(old.bytes, protection.cipher, protection.passphrase);
    return writePem(old.label, bytes, headers);
  }
  const plain = writePkcs8(key);
  const bytes = protection ? encryptPkcs8(plain, protection.cipher, protection.passphrase) : plain;
  if (format !== keyFormats.pem) return bytes;
  return writePem(protection ? "ENCRYPTED PRIVATE KEY" : "PRIVATE KEY", bytes);
}
