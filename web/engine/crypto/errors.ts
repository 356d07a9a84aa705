/** Errors as OpenSSL and Node's C++ word them. */

/** OpenSSL's libraries: number, name in messages, prefix in Node's codes. */
const libraries = {
  bignum: [3, "bignum routines", "BN_"],
  rsa: [4, "rsa routines", "RSA_"],
  dh: [5, "Diffie-Hellman routines", "DH_"],
  evp: [6, "digital envelope routines", "EVP_"],
  pem: [9, "PEM routines", "PEM_"],
  x509: [11, "x509 certificate routines", "X509_"],
  asn1: [13, "asn1 encoding routines", "ASN1_"],
  common: [15, "common libcrypto routines", "CRYPTO_"],
  ec: [16, "elliptic curve routines", "EC_"],
  ssl: [20, "SSL routines", "SSL_"],
  pkcs12: [35, "PKCS12 routines", "PKCS12_"],
  provider: [57, "Provider routines", ""],
  decoder: [60, "DECODER routines", ""],
} as const;

export type OpensslLibrary = keyof typeof libraries;
/** Library, reason number, reason. */
export type OpensslFailure = readonly [OpensslLibrary, number, string];

export const failures = {
  bitsTooSmall: ["bignum", 118, "bits too small"],
  badDecrypt: ["provider", 100, "bad decrypt"],
  wrongFinalBlockLength: ["provider", 107, "wrong final block length"],
  keySizeTooSmall: ["provider", 171, "key size too small"],
  failedDuringDerivation: ["provider", 164, "failed during derivation"],
  invalidDigest: ["provider", 122, "invalid digest"],
  unableToGetPassphrase: ["provider", 159, "unable to get passphrase"],
  pkcs12CipherFinal: ["pkcs12", 116, "pkcs12 cipherfinal error"],
  notXof: ["evp", 178, "not XOF or invalid length"],
  memoryLimit: ["evp", 172, "memory limit exceeded"],
  providerSignature: ["evp", 234, "provider signature failure"],
  wrongProviderKeyType: ["provider", 178, "operation not supported for this keytype"],
  bignumTooLong: ["bignum", 114, "bignum too long"],
  wrongKeyType: ["evp", 150, "operation not supported for this keytype"],
  decoderUnsupported: ["decoder", 0x8010c, "unsupported"],
  interrupted: ["common", 0x80109, "interrupted or cancelled"],
  pemBadPasswordRead: ["pem", 104, "bad password read"],
  pemBadDecrypt: ["pem", 101, "bad decrypt"],
  pemNoStartLine: ["pem", 108, "no start line"],
  asn1WrongTag: ["asn1", 168, "wrong tag"],
  asn1Nested: ["asn1", 0x8010a, "nested asn1 error"],
  asn1Library: ["asn1", 0x8000d, "ASN1 lib"],
  dataTooLarge: ["rsa", 110, "data too large for key size"],
  dataTooSmall: ["rsa", 122, "data too small for key size"],
  dataTooLargeForModulus: ["rsa", 132, "data too large for modulus"],
  oaepDecoding: ["rsa", 121, "oaep decoding error"],
  digestTooBig: ["rsa", 112, "digest too big for rsa key"],
  invalidPadding: ["rsa", 138, "invalid padding"],
  paddingCheckFailed: ["rsa", 114, "padding check failed"],
  illegalPadding: ["rsa", 144, "illegal or unsupported padding mode"],
  digestNotAllowed: ["provider", 174, "digest not allowed"],
  pssSaltTooSmall: ["provider", 172, "pss saltlen too small"],
  exponentOutOfRange: ["rsa", 178, "pub exponent out of range"],
  rsaLibrary: ["provider", 0x80004, "RSA lib"],
  dhModulusTooSmall: ["dh", 126, "modulus too small"],
  dhModulusTooLarge: ["dh", 103, "modulus too large"],
  dhBadGenerator: ["dh", 101, "bad generator"],
  mismatchingParameters: ["provider", 203, "mismatching domain parameters"],
  keyValuesMismatch: ["x509", 116, "key values mismatch"],
} as const satisfies Record<string, OpensslFailure>;

function text([library, reason, words]: OpensslFailure): string {
  const [number, name] = libraries[library];
  const code = (((number << 23) | reason) >>> 0).toString(16).toUpperCase().padStart(8, "0");
  return `error:${code}:${name}::${words}`;
}

/** Node's error for what OpenSSL left in its queue: the failure itself and, oldest first, what else is in it. */
export function opensslError(failure: OpensslFailure, ...stack: OpensslFailure[]): Error {
  const [library, , reason] = failure;
  const [, name, prefix] = libraries[library];
  const code = `ERR_OSSL_${prefix}${reason.toUpperCase().replace(/[ -]/g, "_")}`;
  const error = Object.assign(new Error(text(failure)), { library: name, reason, code });
  if (stack.length > 0) Object.assign(error, { opensslErrorStack: stack.map(text) });
  return error;
}

/** The same as a job reports it: the message alone. */
export function plainOpensslError(failure: OpensslFailure): Error {
  return new Error(text(failure));
}

export function opensslText(failure: OpensslFailure): string {
  return text(failure);
}

/** An error of Node's own C++: its name in the stack carries the code, as `THROW_ERR_*` writes it. */
export function nodeError(
  code: string,
  message: string,
  Type: typeof Error | typeof TypeError | typeof RangeError = Error,
): Error {
  return Object.assign(new Type(message), { code });
}

export function invalidDigest(name: string): Error {
  return nodeError("ERR_CRYPTO_INVALID_DIGEST", `Invalid digest: ${name}`, TypeError);
}

export function unsupportedOperation(): Error {
  return nodeError("ERR_CRYPTO_UNSUPPORTED_OPERATION", "Unsupported crypto operation");
}
