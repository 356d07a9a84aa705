/** Keys out of their DER structures: SPKI (RFC 5280), PKCS #8 (RFC 5958), PKCS #1 (RFC 8017), SEC 1 (RFC 5915). */
import { bitLength, toBigInt } from "./bytes.ts";
import {
  type Curve,
  curveNames,
  curveOfOid,
  findCurve,
  type ModernKind,
  modernCurves,
  modernKinds,
  pointForms,
  publicPoint,
  readPoint,
  writePoint,
} from "./curves.ts";
import { bitStringBytes, DerFailure, DerReader, type DerValue, readDer, readSequence, tags } from "./der.ts";
import { type Digest, digestOfOid, findDigest } from "./digests.ts";
import type { DhKey, EcKey, Key, PssLimits, RawKey } from "./key.ts";
import { rawPrivateKey } from "./key.ts";
import { oids } from "./oids.ts";
import { powerModulo } from "./primes.ts";
import type { RsaPrivate, RsaPublic } from "./rsa.ts";

const context = (number: number) => 0xa0 | number;

/** An algorithm identifier: its name and its parameters. */
export function readAlgorithm(reader: DerReader): { oid: string; parameters: DerValue | undefined } {
  const members = reader.sequence();
  return { oid: members.oid(), parameters: members.done ? undefined : members.next() };
}

export function readRsaPublic(bytes: Uint8Array): RsaPublic {
  const reader = readSequence(bytes);
  return { n: reader.integer(), e: reader.integer() };
}

export function readRsaPrivate(bytes: Uint8Array): RsaPrivate {
  const reader = readSequence(bytes);
  reader.integer();
  const [n, e, d, p] = [reader.integer(), reader.integer(), reader.integer(), reader.integer()];
  const [q, dp, dq, qi] = [reader.integer(), reader.integer(), reader.integer(), reader.integer()];
  return { n, e, d, p, q, dp, dq, qi };
}

function hashOf(value: DerValue | undefined, fallback: Digest): Digest {
  if (!value) return fallback;
  const digest = digestOfOid(readAlgorithm(new DerReader(value.content)).oid);
  if (!digest) throw new DerFailure("digest");
  return digest;
}

/** Parameters of RSA-PSS: each has its default. */
export function readPssParameters(value: DerValue): PssLimits {
  const sha1 = findDigest("sha1");
  if (!sha1) throw new DerFailure("digest");
  const reader = new DerReader(value.content);
  const digest = hashOf(reader.optional(context(0)), sha1);
  const mask = reader.optional(context(1));
  const mgf = mask ? readAlgorithm(new DerReader(mask.content)).parameters : undefined;
  const salt = reader.optional(context(2));
  return {
    digest,
    mgf: mgf ? hashOf({ ...mgf, content: mgf.whole }, sha1) : sha1,
    saltBytes: salt ? new DerReader(salt.content).small() : 20,
  };
}

/** A curve by its name or, among those known, by its numbers. */
function readCurve(parameters: DerValue | undefined): { curve: Curve; explicit: boolean } {
  if (parameters?.tag === tags.oid) {
    const curve = curveOfOid(new DerReader(parameters.whole).oid());
    if (!curve) throw new DerFailure("unknown curve");
    return { curve, explicit: false };
  }
  if (parameters?.tag !== tags.sequence) throw new DerFailure("curve");
  const reader = new DerReader(parameters.content);
  reader.integer();
  const field = reader.sequence();
  field.oid();
  const prime = field.integer();
  const curve = curveNames.map(findCurve).find((one) => one?.Point.CURVE().p === prime);
  if (!curve) throw new DerFailure("unknown curve");
  return { curve, explicit: true };
}

export function ecPublicKey(curve: Curve, bytes: Uint8Array, explicit = false): EcKey {
  const point = readPoint(curve, bytes);
  if (!point) throw new DerFailure("point");
  const first = bytes[0] ?? 0;
  const form = first < 4 ? pointForms.compressed : first === 4 ? pointForms.uncompressed : pointForms.hybrid;
  return { type: "ec", curve, explicit, form, point: writePoint(point, pointForms.uncompressed) };
}

export function ecPrivateKey(curve: Curve, scalar: bigint, explicit = false): EcKey {
  if (scalar <= 0n || scalar >= curve.order) throw new DerFailure("private number");
  return { type: "ec", curve, explicit, form: pointForms.uncompressed, scalar, point: publicPoint(curve, scalar) };
}

/** SEC 1; in PKCS #8 the curve stands outside. */
export function readEcPrivate(bytes: Uint8Array, outside?: DerValue): EcKey {
  const reader = readSequence(bytes);
  if (reader.small() !== 1) throw new DerFailure("version");
  const scalar = toBigInt(reader.octets());
  const inside = reader.optional(context(0));
  const { curve, explicit } = readCurve(outside ?? (inside && readDer(inside.content).value));
  const key = ecPrivateKey(curve, scalar, explicit);
  const written = reader.optional(context(1));
  if (!written) return key;
  const bits = bitStringBytes(new DerReader(written.content).next(tags.bitString).content);
  return { ...key, form: ecPublicKey(curve, bits).form };
}

/** `p, g, length?` of PKCS #3 or `p, g, q, …` of X9.42. */
function readDhParameters(oid: string, parameters: DerValue | undefined): Pick<DhKey, "p" | "g" | "q"> {
  const reader = new DerReader(parameters?.content ?? new Uint8Array(0));
  const [p, g] = [reader.integer(), reader.integer()];
  return oid === oids.dhX942 ? { p, g, q: reader.integer() } : { p, g };
}

function modernKind(oid: string): ModernKind | undefined {
  return modernKinds.find((kind) => modernCurves[kind].oid === oid);
}

export function rawPublicKey(type: ModernKind, bytes: Uint8Array): RawKey {
  if (bytes.length !== modernCurves[type].secretBytes) throw new DerFailure("length");
  return { type, public: bytes.slice() };
}

export function readSpki(bytes: Uint8Array): Key {
  const reader = readSequence(bytes);
  const { oid, parameters } = readAlgorithm(reader);
  const bits = reader.bits();
  if (oid === oids.rsa) return { type: "rsa", public: readRsaPublic(bits) };
  if (oid === oids.rsaPss) {
    return { type: "rsa-pss", public: readRsaPublic(bits), pss: parameters && readPssParameters(parameters) };
  }
  if (oid === oids.ec) {
    const { curve, explicit } = readCurve(parameters);
    return ecPublicKey(curve, bits, explicit);
  }
  if (oid === oids.dsa && parameters) {
    const numbers = new DerReader(parameters.content);
    const [p, q, g] = [numbers.integer(), numbers.integer(), numbers.integer()];
    return { type: "dsa", p, q, g, y: new DerReader(bits).integer() };
  }
  if (oid === oids.dh || oid === oids.dhX942) {
    return { type: "dh", ...readDhParameters(oid, parameters), y: new DerReader(bits).integer() };
  }
  const kind = modernKind(oid);
  if (!kind) throw new DerFailure("unknown key");
  return rawPublicKey(kind, bits);
}

export function readPkcs8(bytes: Uint8Array): Key {
  const reader = readSequence(bytes);
  const version = reader.small();
  if (version !== 0 && version !== 1) throw new DerFailure("version");
  const { oid, parameters } = readAlgorithm(reader);
  const content = reader.octets();
  if (oid === oids.rsa || oid === oids.rsaPss) {
    const key = readRsaPrivate(content);
    const type = oid === oids.rsa ? "rsa" : "rsa-pss";
    const pss = type === "rsa-pss" && parameters ? readPssParameters(parameters) : undefined;
    return { type, public: { n: key.n, e: key.e }, private: key, pss };
  }
  if (oid === oids.ec) return readEcPrivate(content, parameters);
  if (oid === oids.dsa && parameters) {
    const numbers = new DerReader(parameters.content);
    const [p, q, g] = [numbers.integer(), numbers.integer(), numbers.integer()];
    const x = new DerReader(content).integer();
    return { type: "dsa", p, q, g, x, y: powerModulo(g, x, p) };
  }
  if (oid === oids.dh || oid === oids.dhX942) {
    const numbers = readDhParameters(oid, parameters);
    const x = new DerReader(content).integer();
    return { type: "dh", ...numbers, x, y: powerModulo(numbers.g, x, numbers.p) };
  }
  const kind = modernKind(oid);
  if (!kind) throw new DerFailure("unknown key");
  const secret = new DerReader(content).octets();
  if (secret.length !== modernCurves[kind].secretBytes) throw new DerFailure("length");
  return rawPrivateKey(kind, secret);
}

/** OpenSSL's own structure of DSA private keys: version, p, q, g, y, x. */
export function readDsaPrivate(bytes: Uint8Array): Key {
  const reader = readSequence(bytes);
  reader.integer();
  const [p, q, g] = [reader.integer(), reader.integer(), reader.integer()];
  return { type: "dsa", p, q, g, y: reader.integer(), x: reader.integer() };
}

export function modulusLength(key: RsaPublic): number {
  return bitLength(key.n);
}
