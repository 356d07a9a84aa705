/** Who signed a certificate. */
import { sameBytes } from "./bytes.ts";
import { authorityKeyId, type Certificate, keyUsage, subjectKeyId } from "./certificate.ts";
import { findDigest, hashOnce } from "./digests.ts";
import type { Key } from "./key.ts";
import { readPssParameters } from "./key-read.ts";
import { oids } from "./oids.ts";
import { paddings } from "./rsa-padding.ts";
import { signsMessages, verifyHash, verifyMessage } from "./signatures.ts";

/** Digests of the signature algorithms that are a digest and a kind of key. */
const signatureDigests: Record<string, string> = {
  "1.2.840.113549.1.1.4": "md5",
  "1.2.840.113549.1.1.5": "sha1",
  "1.2.840.113549.1.1.14": "sha224",
  "1.2.840.113549.1.1.11": "sha256",
  "1.2.840.113549.1.1.12": "sha384",
  "1.2.840.113549.1.1.13": "sha512",
  "1.2.840.10045.4.1": "sha1",
  "1.2.840.10045.4.3.1": "sha224",
  "1.2.840.10045.4.3.2": "sha256",
  "1.2.840.10045.4.3.3": "sha384",
  "1.2.840.10045.4.3.4": "sha512",
  "1.2.840.10040.4.3": "sha1",
  "2.16.840.1.101.3.4.3.2": "sha256",
};

/** Was the signed part signed with this key? */
export function verifySigned(
  key: Key,
  {
    signatureOid,
    signatureParameters,
    signed,
    signature,
  }: Pick<Certificate, "signatureOid" | "signatureParameters" | "signed" | "signature">,
): boolean {
  try {
    if (signsMessages(key)) return verifyMessage(key, signed, signature);
    if (signatureOid === oids.rsaPss && signatureParameters && key.type.startsWith("rsa")) {
      const { digest, saltBytes } = readPssParameters(signatureParameters);
      const options = { padding: paddings.pss, saltLength: saltBytes };
      return verifyHash(key, digest, hashOnce(digest, signed), signature, options);
    }
    const digest = findDigest(signatureDigests[signatureOid] ?? "");
    return digest !== undefined && verifyHash(key, digest, hashOnce(digest, signed), signature, {});
  } catch {
    // Another kind of key than the signature asks for, or a form that is not one.
    return false;
  }
}

/** Names and key identifiers agree, and the issuer may sign certificates; signatures are not looked at. */
export function isIssuedBy(certificate: Certificate, issuer: Certificate): boolean {
  if (!sameBytes(certificate.issuerDer, issuer.subjectDer)) return false;
  const [wanted, given] = [authorityKeyId(certificate), subjectKeyId(issuer)];
  if (wanted && given && !sameBytes(wanted, given)) return false;
  const usage = keyUsage(issuer);
  return usage === undefined || (usage & 0x04) !== 0;
}

export function isSelfIssued(certificate: Certificate): boolean {
  return sameBytes(certificate.issuerDer, certificate.subjectDer);
}
