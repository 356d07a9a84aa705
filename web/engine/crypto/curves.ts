/** Elliptic curves by OpenSSL's names: short Weierstrass curves for EC keys, Edwards and Montgomery curves for the modern ones. */
import { weierstrass } from "@noble/curves/abstract/weierstrass.js";
import { ed448, x448 } from "@noble/curves/ed448.js";
import { ed25519, x25519 } from "@noble/curves/ed25519.js";
import { p256, p384, p521 } from "@noble/curves/nist.js";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { concatBytes, fromBigInt, toBigInt } from "./bytes.ts";
import { inverseModulo, randomBelow } from "./primes.ts";

type PointClass = ReturnType<typeof weierstrass<bigint>>;
type Point = InstanceType<PointClass>;

export interface Curve {
  /** OpenSSL's short name. */
  name: string;
  /** NIST's name, which JWK uses. */
  nist: string | undefined;
  jwk: string | undefined;
  oid: string;
  nid: number;
  bits: number;
  /** Bytes of a coordinate. */
  fieldBytes: number;
  orderBytes: number;
  order: bigint;
  Point: PointClass;
}

const secp224r1 = {
  p: 0xffffffffffffffffffffffffffffffff000000000000000000000001n,
  n: 0xffffffffffffffffffffffffffff16a2e0b8f03e13dd29455c5c2a3dn,
  h: 1n,
  a: 0xfffffffffffffffffffffffffffffffefffffffffffffffffffffffen,
  b: 0xb4050a850c04b3abf54132565044b0b7d7bfd8ba270b39432355ffb4n,
  Gx: 0xb70e0cbd6bb4bf7f321390b94a03c1d356c21122343280d6115c1d21n,
  Gy: 0xbd376388b5f723fb4c22dfe6cd4375a05a07476444d5819985007e34n,
};

type Row = [
  name: string,
  nist: string | undefined,
  jwk: string | undefined,
  oid: string,
  nid: number,
  make: () => PointClass,
];
const rows: Row[] = [
  ["prime256v1", "P-256", "P-256", "1.2.840.10045.3.1.7", 415, () => p256.Point],
  ["secp224r1", "P-224", undefined, "1.3.132.0.33", 713, () => weierstrass(secp224r1)],
  ["secp256k1", undefined, "secp256k1", "1.3.132.0.10", 714, () => secp256k1.Point],
  ["secp384r1", "P-384", "P-384", "1.3.132.0.34", 715, () => p384.Point],
  ["secp521r1", "P-521", "P-521", "1.3.132.0.35", 716, () => p521.Point],
];

const made = new Map<string, Curve>();

function curveOf([name, nist, jwk, oid, nid, make]: Row): Curve {
  const known = made.get(name);
  if (known) return known;
  const Point = make();
  const order = Point.Fn.ORDER;
  const bits = Point.Fp.BITS;
  const curve = {
    name,
    nist,
    jwk,
    oid,
    nid,
    bits,
    fieldBytes: Point.Fp.BYTES,
    orderBytes: Point.Fn.BYTES,
    order,
    Point,
  };
  made.set(name, curve);
  return curve;
}

export const curveNames: string[] = rows.map(([name]) => name);

/** By OpenSSL's or NIST's name. */
export function findCurve(name: string): Curve | undefined {
  const row = rows.find(
    ([own, nist]) => own === name || nist === name || (own === "prime256v1" && name === "secp256r1"),
  );
  return row && curveOf(row);
}

export function curveOfOid(oid: string): Curve | undefined {
  const row = rows.find((one) => one[3] === oid);
  return row && curveOf(row);
}

export function curveOfJwk(name: string): Curve | undefined {
  const row = rows.find((one) => one[2] === name);
  return row && curveOf(row);
}

/** `POINT_CONVERSION_*` of OpenSSL. */
export const pointForms = { compressed: 2, uncompressed: 4, hybrid: 6 } as const;

/** A point from any of its encodings; nothing when it is not one of this curve or is its zero. */
export function readPoint(curve: Curve, bytes: Uint8Array): Point | undefined {
  const form = bytes[0] ?? 0;
  const isHybrid = form === 6 || form === 7;
  if (isHybrid && ((bytes.at(-1) ?? 0) & 1) !== (form & 1)) return undefined;
  try {
    const point = curve.Point.fromBytes(isHybrid ? concatBytes(Uint8Array.of(4), bytes.subarray(1)) : bytes.slice());
    point.assertValidity();
    return point;
  } catch {
    // The library throws for everything that is no point; its words are not OpenSSL's.
    return undefined;
  }
}

export function writePoint(point: Point, form: number): Uint8Array<ArrayBuffer> {
  const bytes = Uint8Array.from(point.toBytes(form === pointForms.compressed));
  if (form === pointForms.hybrid) bytes[0] = 6 | ((bytes.at(-1) ?? 0) & 1);
  return bytes;
}

/** The uncompressed public point of a private number. */
export function publicPoint(curve: Curve, scalar: bigint): Uint8Array<ArrayBuffer> {
  return writePoint(curve.Point.BASE.multiply(scalar), pointForms.uncompressed);
}

export function randomScalar(curve: Curve): bigint {
  return randomBelow(curve.order, 1n);
}

/** The x coordinate of `scalar` times the peer's point: ECDH's secret. */
export function sharedSecret(curve: Curve, scalar: bigint, peer: Point): Uint8Array {
  return fromBigInt(peer.multiply(scalar).toAffine().x, curve.fieldBytes);
}

/** The leftmost bits of a hash, as many as the order has (FIPS 186-5, 6.4.1). */
function hashNumber(curve: Curve, hash: Uint8Array): bigint {
  const orderBits = curve.Point.Fn.BITS;
  const excess = 8 * hash.length - orderBits;
  const value = toBigInt(hash);
  return excess > 0 ? value >> BigInt(excess) : value;
}

export function signEcdsa(curve: Curve, scalar: bigint, hash: Uint8Array): { r: bigint; s: bigint } {
  const { order } = curve;
  const number = hashNumber(curve, hash);
  for (;;) {
    const nonce = randomScalar(curve);
    const r = curve.Point.BASE.multiply(nonce).toAffine().x % order;
    const inverse = inverseModulo(nonce, order);
    if (r === 0n || inverse === undefined) continue;
    const s = (inverse * (number + r * scalar)) % order;
    if (s !== 0n) return { r, s };
  }
}

export function verifyEcdsa(curve: Curve, point: Point, hash: Uint8Array, r: bigint, s: bigint): boolean {
  const { order } = curve;
  if (r <= 0n || s <= 0n || r >= order || s >= order) return false;
  const inverse = inverseModulo(s, order) ?? 0n;
  const left = (hashNumber(curve, hash) * inverse) % order;
  const right = (r * inverse) % order;
  const base = left === 0n ? curve.Point.ZERO : curve.Point.BASE.multiplyUnsafe(left);
  const sum = base.add(point.multiplyUnsafe(right));
  return !sum.is0() && sum.toAffine().x % order === r;
}

export interface ModernCurve {
  oid: string;
  nid: number;
  /** Name in JWK and in Web Crypto. */
  jwk: string;
  secretBytes: number;
  publicOf(secret: Uint8Array): Uint8Array;
  sign?(message: Uint8Array, secret: Uint8Array, context: Uint8Array): Uint8Array;
  verify?(signature: Uint8Array, message: Uint8Array, key: Uint8Array, context: Uint8Array): boolean;
  secret?(own: Uint8Array, peer: Uint8Array): Uint8Array;
}

export const modernKinds = ["ed25519", "ed448", "x25519", "x448"] as const;
export type ModernKind = (typeof modernKinds)[number];

/** RFC 8032, RFC 7748 and, for keys, RFC 8410. */
export const modernCurves: Record<ModernKind, ModernCurve> = {
  ed25519: {
    oid: "1.3.101.112",
    nid: 1087,
    jwk: "Ed25519",
    secretBytes: 32,
    publicOf: (secret) => ed25519.getPublicKey(secret),
    sign: (message, secret) => ed25519.sign(message, secret),
    verify: (signature, message, key) => ed25519.verify(signature, message, key, { zip215: false }),
  },
  ed448: {
    oid: "1.3.101.113",
    nid: 1088,
    jwk: "Ed448",
    secretBytes: 57,
    publicOf: (secret) => ed448.getPublicKey(secret),
    sign: (message, secret, context) => ed448.sign(message, secret, { context }),
    verify: (signature, message, key, context) => ed448.verify(signature, message, key, { context }),
  },
  x25519: {
    oid: "1.3.101.110",
    nid: 1034,
    jwk: "X25519",
    secretBytes: 32,
    publicOf: (secret) => x25519.getPublicKey(secret),
    secret: (own, peer) => x25519.getSharedSecret(own, peer),
  },
  x448: {
    oid: "1.3.101.111",
    nid: 1035,
    jwk: "X448",
    secretBytes: 56,
    publicOf: (secret) => x448.getPublicKey(secret),
    secret: (own, peer) => x448.getSharedSecret(own, peer),
  },
};
