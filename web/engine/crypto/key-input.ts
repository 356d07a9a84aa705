/** Keys as programs give them: PEM, DER, JWK or raw bytes, with or without a password. */
import { latin1Text, noBytes, toBigInt } from "./bytes.ts";
import { readCertificate } from "./certificate.ts";
import { curveOfJwk, findCurve, modernCurves, modernKinds } from "./curves.ts";
import { DerFailure } from "./der.ts";
import { failures, nodeError, type OpensslFailure, opensslError } from "./errors.ts";
import { type Key, rawPrivateKey } from "./key.ts";
import { decryptPem, decryptPkcs8, isEncryptedPem, isEncryptedPkcs8 } from "./key-encryption.ts";
import {
  ecPrivateKey,
  ecPublicKey,
  rawPublicKey,
  readDsaPrivate,
  readEcPrivate,
  readPkcs8,
  readRsaPrivate,
  readRsaPublic,
  readSpki,
} from "./key-read.ts";
import { type PemBlock, readPem } from "./pem.ts";

/** `kKeyFormat*` and `kKeyEncoding*` of the native binding. */
export const keyFormats = { der: 0, pem: 1, jwk: 2, rawPublic: 3, rawPrivate: 4, rawSeed: 5, store: 6 } as const;
export const keyEncodings = { pkcs1: 0, pkcs8: 1, spki: 2, sec1: 3 } as const;

function unreadable(...extra: OpensslFailure[]): Error {
  const { asn1Nested, asn1WrongTag } = failures;
  return extra.length > 0
    ? opensslError(extra[0] ?? asn1WrongTag, ...extra)
    : opensslError(asn1WrongTag, asn1Nested, asn1WrongTag);
}

/** Runs a reader of DER; what is no DER becomes `failure`. */
function reading<T>(read: () => T, failure: () => Error): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof DerFailure || error instanceof RangeError) throw failure();
    throw error;
  }
}

function missingPassphrase(label: string): Error {
  const { interrupted, pemBadPasswordRead, unableToGetPassphrase } = failures;
  const common = [pemBadPasswordRead, interrupted] as const;
  return label === "ENCRYPTED PRIVATE KEY"
    ? opensslError(interrupted, ...common, unableToGetPassphrase, interrupted, interrupted)
    : opensslError(interrupted, ...common, interrupted);
}

function wrongPassphrase(...stack: OpensslFailure[]): Error {
  return opensslError(failures.badDecrypt, ...stack);
}

function rsaKey(bytes: Uint8Array): Key {
  const key = readRsaPrivate(bytes);
  return { type: "rsa", public: { n: key.n, e: key.e }, private: key };
}

const privateReaders: Record<string, (bytes: Uint8Array) => Key> = {
  "PRIVATE KEY": readPkcs8,
  "RSA PRIVATE KEY": rsaKey,
  "EC PRIVATE KEY": (bytes) => readEcPrivate(bytes),
  "DSA PRIVATE KEY": readDsaPrivate,
};

function isPrivateBlock({ label }: PemBlock): boolean {
  return label in privateReaders || label === "ENCRYPTED PRIVATE KEY";
}

const undecodable = () => opensslError(failures.decoderUnsupported, failures.decoderUnsupported);

function readPrivateBlock(block: PemBlock, passphrase: Uint8Array | undefined): Key {
  const { pkcs12CipherFinal: final, badDecrypt: bad, pemBadDecrypt } = failures;
  if (isEncryptedPem(block) && passphrase === undefined) throw missingPassphrase(block.label);
  if (block.label === "ENCRYPTED PRIVATE KEY") {
    const open = () => readPkcs8(decryptPkcs8(block.bytes, passphrase ?? noBytes));
    return withPassphrase(open, wrongPassphrase(final, bad, final, bad));
  }
  const read = privateReaders[block.label] ?? readPkcs8;
  if (isEncryptedPem(block)) {
    return withPassphrase(() => read(decryptPem(block, passphrase ?? noBytes)), wrongPassphrase(pemBadDecrypt, bad));
  }
  return reading(() => read(block.bytes), undecodable);
}

/** A wrong password shows as a wrong padding or, seldom, as what is no key. */
function withPassphrase(open: () => Key, wrong: Error): Key {
  try {
    return open();
  } catch {
    throw wrong;
  }
}

function readPublicBlock({ label, bytes }: PemBlock): Key | undefined {
  if (label === "PUBLIC KEY") return readSpki(bytes);
  if (label === "RSA PUBLIC KEY") return { type: "rsa", public: readRsaPublic(bytes) };
  return label.endsWith("CERTIFICATE") ? readCertificate(bytes).key : undefined;
}

const text = latin1Text;

export interface KeyText {
  bytes: Uint8Array;
  format: number;
  encoding: number | undefined;
  passphrase: Uint8Array | undefined;
}

export function readPrivateKey({ bytes, format, encoding, passphrase }: KeyText): Key {
  if (format === keyFormats.pem) {
    const block = readPem(text(bytes)).find(isPrivateBlock);
    if (!block) throw undecodable();
    return readPrivateBlock(block, passphrase);
  }
  if (encoding === keyEncodings.pkcs1)
    return reading(
      () => rsaKey(bytes),
      () => unreadable(),
    );
  if (encoding === keyEncodings.sec1) return reading(() => readEcPrivate(bytes), undecodable);
  if (!isEncryptedPkcs8(bytes))
    return reading(
      () => readPkcs8(bytes),
      () => unreadable(),
    );
  if (passphrase === undefined) {
    throw nodeError("ERR_MISSING_PASSPHRASE", "Passphrase required for encrypted key", TypeError);
  }
  const { pkcs12CipherFinal, badDecrypt } = failures;
  return withPassphrase(
    () => readPkcs8(decryptPkcs8(bytes, passphrase)),
    wrongPassphrase(pkcs12CipherFinal, badDecrypt),
  );
}

function isRsaPrivate(bytes: Uint8Array): boolean {
  try {
    readRsaPrivate(bytes);
    return true;
  } catch {
    // A public key has two numbers, a private one nine.
    return false;
  }
}

/** A public key, or a private one of which the public half is wanted. */
export function readPublicOrPrivateKey(input: KeyText): Key {
  const { bytes, format, encoding } = input;
  if (format === keyFormats.pem) {
    const blocks = readPem(text(bytes));
    for (const block of blocks) {
      const key = reading(() => readPublicBlock(block), undecodable);
      if (key) return key;
      if (isPrivateBlock(block)) return readPrivateBlock(block, input.passphrase);
    }
    throw undecodable();
  }
  const unread = () => new Error("Failed to read asymmetric key");
  if (encoding === keyEncodings.spki) return reading(() => readSpki(bytes), unread);
  if (encoding === keyEncodings.pkcs1 && !isRsaPrivate(bytes)) {
    return reading((): Key => ({ type: "rsa", public: readRsaPublic(bytes) }), unread);
  }
  return readPrivateKey(input);
}

/** Raw bytes; `kind` is an asymmetric key type, `namedCurve` goes with `ec`. */
export function readRawKey(
  bytes: Uint8Array,
  isPrivateKey: boolean,
  kind: string,
  namedCurve: string | undefined,
): Key {
  const invalid = () => nodeError("ERR_INVALID_ARG_VALUE", "Invalid key data", TypeError);
  if (kind === "ec") {
    const curve = curveOfJwk(namedCurve ?? "") ?? findCurve(namedCurve ?? "");
    if (!curve) throw nodeError("ERR_CRYPTO_INVALID_CURVE", "Invalid EC curve name", TypeError);
    if (isPrivateKey && bytes.length !== curve.orderBytes) throw invalid();
    return reading(() => (isPrivateKey ? ecPrivateKey(curve, toBigInt(bytes)) : ecPublicKey(curve, bytes)), invalid);
  }
  const modern = modernKinds.find((one) => one === kind.toLowerCase());
  if (!modern) throw nodeError("ERR_INVALID_ARG_VALUE", `Unsupported key type: ${kind}`, TypeError);
  if (!isPrivateKey) return reading(() => rawPublicKey(modern, bytes), invalid);
  if (bytes.length !== modernCurves[modern].secretBytes) throw invalid();
  return rawPrivateKey(modern, bytes);
}
