/** Keys into their DER structures. */
import { fromBigInt, noBytes } from "./bytes.ts";
import { type Curve, modernCurves, pointForms, readPoint, writePoint } from "./curves.ts";
import { derBits, derInteger, derNull, derOctets, derOid, derSequence, derTagged } from "./der.ts";
import type { Digest } from "./digests.ts";
import type { DhKey, DsaKey, EcKey, Key, PssLimits } from "./key.ts";
import { oids } from "./oids.ts";
import type { RsaPrivate, RsaPublic } from "./rsa.ts";

export function writeRsaPublic({ n, e }: RsaPublic): Uint8Array {
  return derSequence(derInteger(n), derInteger(e));
}

export function writeRsaPrivate({ n, e, d, p, q, dp, dq, qi }: RsaPrivate): Uint8Array {
  return derSequence(...[0n, n, e, d, p, q, dp, dq, qi].map(derInteger));
}

function digestAlgorithm(digest: Digest): Uint8Array {
  return derSequence(derOid(digest.oid), derNull);
}

/** Members that have their default are left out, as DER asks. */
export function writePssParameters({ digest, mgf, saltBytes }: PssLimits): Uint8Array {
  return derSequence(
    digest.name === "sha1" ? noBytes : derTagged(0, digestAlgorithm(digest)),
    mgf.name === "sha1" ? noBytes : derTagged(1, derSequence(derOid(oids.mgf1), digestAlgorithm(mgf))),
    saltBytes === 20 ? noBytes : derTagged(2, derInteger(saltBytes)),
  );
}

function curveParameters(curve: Curve, explicit: boolean, form: number): Uint8Array {
  if (!explicit) return derOid(curve.oid);
  const { p, a, b, n, h } = curve.Point.CURVE();
  const coefficient = (value: bigint) => derOctets(fromBigInt(value, curve.fieldBytes));
  return derSequence(
    derInteger(1),
    derSequence(derOid(oids.primeField), derInteger(p)),
    derSequence(coefficient(a), coefficient(b)),
    derOctets(writePoint(curve.Point.BASE, form)),
    derInteger(n),
    derInteger(h),
  );
}

/** The public point in the wanted form. */
export function ecPoint({ curve, point }: EcKey, form: number): Uint8Array {
  const read = form === pointForms.uncompressed ? undefined : readPoint(curve, point);
  return read ? writePoint(read, form) : point;
}

/** SEC 1; PKCS #8 names the curve outside. */
export function writeEcPrivate(key: EcKey, namesCurve: boolean): Uint8Array {
  return derSequence(
    derInteger(1),
    derOctets(fromBigInt(key.scalar ?? 0n, key.curve.orderBytes)),
    namesCurve ? derTagged(0, curveParameters(key.curve, key.explicit, key.form)) : noBytes,
    derTagged(1, derBits(ecPoint(key, key.form))),
  );
}

function dhAlgorithm({ p, g, q }: DhKey): Uint8Array {
  return q === undefined
    ? derSequence(derOid(oids.dh), derSequence(derInteger(p), derInteger(g)))
    : derSequence(derOid(oids.dhX942), derSequence(derInteger(p), derInteger(g), derInteger(q)));
}

function dsaAlgorithm({ p, q, g }: DsaKey): Uint8Array {
  return derSequence(derOid(oids.dsa), derSequence(derInteger(p), derInteger(q), derInteger(g)));
}

function algorithm(key: Key): Uint8Array {
  switch (key.type) {
    case "rsa":
      return derSequence(derOid(oids.rsa), derNull);
    case "rsa-pss":
      return derSequence(derOid(oids.rsaPss), key.pss ? writePssParameters(key.pss) : noBytes);
    case "ec":
      return derSequence(derOid(oids.ec), curveParameters(key.curve, key.explicit, key.form));
    case "dsa":
      return dsaAlgorithm(key);
    case "dh":
      return dhAlgorithm(key);
    default:
      return derSequence(derOid(modernCurves[key.type].oid));
  }
}

export function writeSpki(key: Key): Uint8Array {
  const bits = (): Uint8Array => {
    switch (key.type) {
      case "rsa":
      case "rsa-pss":
        return writeRsaPublic(key.public);
      case "ec":
        return ecPoint(key, key.form);
      case "dsa":
      case "dh":
        return derInteger(key.y);
      default:
        return key.public;
    }
  };
  return derSequence(algorithm(key), derBits(bits()));
}

/** Of a private key; an empty secret for a public one is a mistake of the caller. */
export function writePkcs8(key: Key): Uint8Array {
  const content = (): Uint8Array => {
    switch (key.type) {
      case "rsa":
      case "rsa-pss":
        return key.private ? writeRsaPrivate(key.private) : noBytes;
      case "ec":
        return writeEcPrivate(key, false);
      case "dsa":
      case "dh":
        return derInteger(key.x ?? 0n);
      default:
        return derOctets(key.secret ?? noBytes);
    }
  };
  return derSequence(derInteger(0), algorithm(key), derOctets(content()));
}

export function writeDsaPrivate({ p, q, g, y, x = 0n }: DsaKey): Uint8Array {
  return derSequence(...[0n, p, q, g, y, x].map(derInteger));
}
