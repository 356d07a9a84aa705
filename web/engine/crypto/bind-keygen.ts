/** Jobs that make key pairs. */
import type { Binding } from "../boot/runtime.ts";
import { createJobClass, isWebCryptoJob, type Prepare } from "./bind-job.ts";
import { toCryptoKey } from "./bind-jobs.ts";
import { type HandleClass, keyBytes, wrapKey } from "./bind-keys.ts";
import { randomBytes, toBigInt } from "./bytes.ts";
import { type CryptoContext, optionalBytes, toBuffer } from "./context.ts";
import { findCurve, modernCurves, modernKinds, pointForms, publicPoint, randomScalar } from "./curves.ts";
import { dhGroup, dhKeyPair } from "./dh.ts";
import { findDigest } from "./digests.ts";
import { generateDsa } from "./dsa.ts";
import { failures, invalidDigest, nodeError, plainOpensslError } from "./errors.ts";
import { isRawKey, type Key, type PssLimits, rawPrivateKey } from "./key.ts";
import { keyFormats } from "./key-input.ts";
import { writeJwk } from "./key-jwk.ts";
import { exportKey } from "./key-output.ts";
import { randomPrime } from "./primes.ts";
import { generateRsa } from "./rsa.ts";

/** `kKeyVariantRSA_PSS`. */
const pssVariant = 1;
/** OpenSSL makes no smaller ones. */
const leastRsaBits = 512;

/** What follows the arguments of the algorithm: how the keys are wanted. */
type Wish = unknown[];

type Encoding = [
  format: number | undefined,
  type: number | undefined,
  cipher?: string | undefined,
  passphrase?: unknown,
];

function encode(
  context: CryptoContext,
  Handle: HandleClass,
  key: Key,
  isPrivateKey: boolean,
  [format, type, cipher, passphrase]: Encoding,
): unknown {
  if (format === undefined || format === null) return wrapKey(Handle, key, isPrivateKey);
  if (format === keyFormats.jwk) return writeJwk(isPrivateKey ? key : publicOnly(key));
  const protection = typeof cipher === "string" ? { cipher, passphrase: keyBytes(passphrase) } : undefined;
  const result = exportKey(key, isPrivateKey, { format, type, protection });
  return typeof result === "string" ? result : toBuffer(context, result);
}

function publicOnly(key: Key): Key {
  if (key.type === "ec") return { ...key, scalar: undefined };
  if (isRawKey(key)) return { ...key, secret: undefined };
  return key.type === "rsa" ? { ...key, private: undefined } : key;
}

/** The pair as Web Crypto or as `generateKeyPair` wants it. */
function deliver(context: CryptoContext, Handle: HandleClass, mode: number, key: Key, wish: Wish): unknown {
  if (isWebCryptoJob(mode)) {
    const [algorithm, publicUsages, privateUsages, extractable] = wish;
    const make = (isPrivateKey: boolean, usages: unknown, isExtractable: boolean) =>
      toCryptoKey(context, wrapKey(Handle, key, isPrivateKey), algorithm, Number(usages), isExtractable);
    return {
      publicKey: make(false, publicUsages, true),
      privateKey: make(true, privateUsages, Boolean(extractable)),
    };
  }
  const [publicFormat, publicType, privateFormat, privateType, cipher, passphrase] = wish as [
    number?,
    number?,
    number?,
    number?,
    string?,
    unknown?,
  ];
  return [
    encode(context, Handle, key, false, [publicFormat, publicType]),
    encode(context, Handle, key, true, [privateFormat, privateType, cipher, passphrase]),
  ];
}

function pssLimits(hash: unknown, mgf: unknown, salt: unknown): PssLimits | undefined {
  const find = (name: unknown) => {
    if (name === undefined || name === null) return undefined;
    const digest = findDigest(String(name));
    if (!digest) throw invalidDigest(String(name));
    return digest;
  };
  const digest = find(hash);
  const mask = find(mgf);
  if (!digest && !mask && typeof salt !== "number") return undefined;
  const sha1 = findDigest("sha1");
  const used = digest ?? mask ?? sha1;
  if (!used) return undefined;
  return {
    digest: used,
    mgf: mask ?? used,
    saltBytes: typeof salt === "number" && salt >= 0 ? salt : used.outputBytes,
  };
}

function rsaMaker(variant: number, bits: number, exponent: number, wish: Wish): { make: () => Key; wish: Wish } {
  const isPss = variant === pssVariant;
  const pss = isPss ? pssLimits(wish[0], wish[1], wish[2]) : undefined;
  const make = (): Key => {
    if (bits < leastRsaBits) throw plainOpensslError(failures.keySizeTooSmall);
    if (exponent < 3 || exponent % 2 === 0) throw plainOpensslError(failures.exponentOutOfRange);
    const key = generateRsa(bits, BigInt(exponent));
    return { type: isPss ? "rsa-pss" : "rsa", public: { n: key.n, e: key.e }, private: key, pss };
  };
  return { make, wish: isPss ? wish.slice(3) : wish };
}

function ecMaker(name: string, encoding: unknown, explicitCode: unknown): () => Key {
  const curve = findCurve(name);
  if (!curve) {
    const modern = modernKinds.find((kind) => modernCurves[kind].jwk === name);
    if (modern) return modernMaker(modern);
    throw nodeError("ERR_CRYPTO_INVALID_CURVE", "Invalid EC curve name", TypeError);
  }
  return () => {
    const scalar = randomScalar(curve);
    const point = publicPoint(curve, scalar);
    return { type: "ec", curve, explicit: encoding === explicitCode, form: pointForms.uncompressed, scalar, point };
  };
}

function modernMaker(kind: (typeof modernKinds)[number]): () => Key {
  return () => rawPrivateKey(kind, randomBytes(modernCurves[kind].secretBytes));
}

function dhMaker(...[first, generator]: unknown[]): () => Key {
  if (typeof first === "string") {
    const group = dhGroup(first);
    if (!group) throw nodeError("ERR_CRYPTO_UNKNOWN_DH_GROUP", "Unknown DH group");
    return () => ({ type: "dh", ...group, ...dhKeyPair(group) });
  }
  const g = BigInt(Number(generator));
  const given = optionalBytes(first);
  return () => {
    const p = given ? toBigInt(given) : randomPrime({ bits: Number(first), safe: true });
    return { type: "dh", p, g, ...dhKeyPair({ p, g }) };
  };
}

export function createKeygenBindings(context: CryptoContext, Handle: HandleClass): Binding {
  const job = (prepare: Prepare) => createJobClass(context, "KEYPAIRGENREQUEST", prepare);
  const give = (mode: number, make: () => Key, wish: Wish) => () => deliver(context, Handle, mode, make(), wish);
  const explicit = context.constants["OPENSSL_EC_EXPLICIT_CURVE"];
  return {
    RsaKeyPairGenJob: job((mode: number, variant: number, bits: number, exponent: number, ...rest: Wish) => {
      const { make, wish } = rsaMaker(variant, bits, exponent, rest);
      return give(mode, make, wish);
    }),
    EcKeyPairGenJob: job((mode: number, name: string, encoding: unknown, ...wish: Wish) =>
      give(mode, ecMaker(name, encoding, explicit), wish),
    ),
    NidKeyPairGenJob: job((mode: number, nid: number, ...wish: Wish) => {
      const kind = modernKinds.find((one) => modernCurves[one].nid === nid);
      if (!kind)
        throw nodeError(
          "ERR_FEATURE_UNAVAILABLE_ON_PLATFORM",
          "The Glasshouse engine does not make keys of this kind.",
        );
      return give(mode, modernMaker(kind), wish);
    }),
    DsaKeyPairGenJob: job((mode: number, bits: number, divisorBits: number | undefined, ...wish: Wish) =>
      give(mode, () => generateDsa(bits, divisorBits), wish),
    ),
    DhKeyPairGenJob: job((mode: number, ...args: unknown[]) => {
      const count = typeof args[0] === "string" ? 1 : 2;
      return give(mode, dhMaker(...args.slice(0, count)), args.slice(count));
    }),
  };
}
