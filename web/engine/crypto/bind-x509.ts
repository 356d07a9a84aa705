/** `parseX509`: the certificates behind X509Certificate and TLS. */
import type { Binding } from "../boot/runtime.ts";
import { type HandleClass, keyOfHandle, wrapKey } from "./bind-keys.ts";
import { fromBigInt, latin1Text, toHex } from "./bytes.ts";
import { type Certificate, extendedKeyUsage, isAuthority, readCertificate } from "./certificate.ts";
import { checkAddress, checkEmail, checkHost } from "./certificate-names.ts";
import {
  altNameText,
  fingerprintText,
  infoAccessText,
  nameObject,
  nameText,
  serialText,
  signatureName,
  timeText,
} from "./certificate-text.ts";
import { isIssuedBy, verifySigned } from "./certificate-verify.ts";
import { type CryptoContext, toBuffer, toBytes } from "./context.ts";
import { DerFailure } from "./der.ts";
import { findDigest, hashOnce } from "./digests.ts";
import { failures, opensslError } from "./errors.ts";
import { type Key, publicHalf } from "./key.ts";
import { sameKey } from "./key-jwk.ts";
import { modulusLength } from "./key-read.ts";
import { writeSpki } from "./key-write.ts";
import { readPem, writePem } from "./pem.ts";

function fingerprint(certificate: Certificate, name: string): string {
  const digest = findDigest(name);
  return digest ? fingerprintText(hashOnce(digest, certificate.der)) : "";
}

function legacyKey(context: CryptoContext, key: Key): object {
  if (key.type === "rsa" || key.type === "rsa-pss") {
    return {
      modulus: toHex(fromBigInt(key.public.n)).toUpperCase(),
      bits: modulusLength(key.public),
      exponent: `0x${key.public.e.toString(16)}`,
      pubkey: toBuffer(context, writeSpki(key)),
    };
  }
  if (key.type !== "ec") return {};
  const { curve, point } = key;
  return {
    bits: curve.Point.Fn.BITS,
    pubkey: toBuffer(context, point),
    asn1Curve: curve.name,
    ...(curve.nist && { nistCurve: curve.nist }),
  };
}

/** A certificate as `getPeerCertificate` gives it. */
export function legacyCertificate(context: CryptoContext, certificate: Certificate): Record<string, unknown> {
  const keyMembers: Record<string, unknown> = {
    modulus: undefined,
    bits: undefined,
    exponent: undefined,
    pubkey: undefined,
    asn1Curve: undefined,
    nistCurve: undefined,
    ...legacyKey(context, certificate.key),
  };
  const { modulus, exponent, pubkey, bits, asn1Curve, nistCurve } = keyMembers;
  return {
    subject: nameObject(certificate.subject),
    issuer: nameObject(certificate.issuer),
    subjectaltname: altNameText(certificate),
    infoAccess: infoAccessText(certificate),
    ca: isAuthority(certificate),
    modulus,
    exponent,
    pubkey,
    bits,
    valid_from: timeText(certificate.from),
    valid_to: timeText(certificate.until),
    fingerprint: fingerprint(certificate, "sha1"),
    fingerprint256: fingerprint(certificate, "sha256"),
    fingerprint512: fingerprint(certificate, "sha512"),
    ext_key_usage: extendedKeyUsage(certificate),
    serialNumber: serialText(certificate),
    raw: toBuffer(context, certificate.der),
    asn1Curve,
    nistCurve,
  };
}

/** The first certificate of a PEM text, or one in DER. */
export function parseCertificate(bytes: Uint8Array): Certificate {
  const block = readPem(latin1Text(bytes)).find(({ label }) => label.endsWith("CERTIFICATE"));
  try {
    return readCertificate(block?.bytes ?? bytes);
  } catch (error) {
    if (error instanceof DerFailure) throw opensslError(failures.pemNoStartLine);
    throw error;
  }
}

const certificates = new WeakMap<object, Certificate>();

function createCertificateClass(context: CryptoContext, Handle: HandleClass) {
  const of = (handle: object): Certificate => {
    const found = certificates.get(handle);
    if (!found) throw new TypeError("Illegal invocation");
    return found;
  };
  return class X509Certificate {
    constructor(certificate: Certificate) {
      certificates.set(this, certificate);
    }
    subject = () => nameText(of(this).subject) || undefined;
    subjectAltName = () => altNameText(of(this));
    infoAccess = () => infoAccessText(of(this));
    issuer = () => nameText(of(this).issuer) || undefined;
    validTo = () => timeText(of(this).until);
    validFrom = () => timeText(of(this).from);
    validToDate = () => of(this).until;
    validFromDate = () => of(this).from;
    signatureAlgorithm = () => signatureName(of(this));
    signatureAlgorithmOid = () => of(this).signatureOid;
    fingerprint = () => fingerprint(of(this), "sha1");
    fingerprint256 = () => fingerprint(of(this), "sha256");
    fingerprint512 = () => fingerprint(of(this), "sha512");
    keyUsage = () => extendedKeyUsage(of(this));
    serialNumber = () => serialText(of(this));
    pem = () => writePem("CERTIFICATE", of(this).der);
    raw = () => toBuffer(context, of(this).der);
    publicKey = () => wrapKey(Handle, of(this).key, false);
    checkCA = () => isAuthority(of(this));
    checkHost = (name: string, flags: number) => checkHost(of(this), name, flags);
    checkEmail = (email: string, flags: number) => checkEmail(of(this), email, flags);
    checkIP = (address: string) => (checkAddress(of(this), address) ? address : undefined);
    checkIssued = (other: object) => isIssuedBy(of(this), of(other));
    checkPrivateKey = (handle: object) => {
      const key = keyOfHandle(handle);
      return key !== undefined && sameKey(publicHalf(key), of(this).key, writeSpki);
    };
    verify = (handle: object) => {
      const key = keyOfHandle(handle);
      return key !== undefined && verifySigned(key, of(this));
    };
    toLegacy = () => legacyCertificate(context, of(this));
    /** Only certificates of a TLS peer know who issued them. */
    getIssuerCert = () => undefined;
  };
}

export function createCertificateBindings(context: CryptoContext, Handle: HandleClass): Binding {
  const X509Certificate = createCertificateClass(context, Handle);
  context.runtime.hostObjects.register("crypto:X509Certificate", X509Certificate.prototype, {
    cloneable: true,
    transferable: false,
    write: (object) => certificates.get(object)?.der,
    read: (data) => new X509Certificate(parseCertificate(toBytes(data as Uint8Array))),
  });
  return {
    parseX509: (bytes: ArrayBufferView | ArrayBuffer) => new X509Certificate(parseCertificate(toBytes(bytes))),
  };
}
