/** Is a peer's certificate to be trusted? RFC 5280's path checks, with OpenSSL's codes in OpenSSL's order: the last finding counts. */
import { sameBytes } from "../crypto/bytes.ts";
import { type Certificate, extendedKeyUsage, isAuthority } from "../crypto/certificate.ts";
import { isIssuedBy, isSelfIssued, verifySigned } from "../crypto/certificate-verify.ts";
import { type Crl, isRevoked } from "./crl.ts";

/** `X509_V_ERR_…`: code, and OpenSSL's sentence. */
export const chainErrors = {
  UNSPECIFIED: "unspecified certificate verification error",
  UNABLE_TO_GET_ISSUER_CERT: "unable to get issuer certificate",
  UNABLE_TO_GET_CRL: "unable to get certificate CRL",
  CERT_SIGNATURE_FAILURE: "certificate signature failure",
  CERT_NOT_YET_VALID: "certificate is not yet valid",
  CERT_HAS_EXPIRED: "certificate has expired",
  CRL_HAS_EXPIRED: "CRL has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT: "self-signed certificate",
  SELF_SIGNED_CERT_IN_CHAIN: "self-signed certificate in certificate chain",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "unable to get local issuer certificate",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "unable to verify the first certificate",
  CERT_REVOKED: "certificate revoked",
  INVALID_CA: "invalid CA certificate",
  INVALID_PURPOSE: "unsuitable certificate purpose",
} as const;
export type ChainError = keyof typeof chainErrors;

export interface TrustStore {
  authorities: Certificate[];
  crls: Crl[];
  /** A trusted certificate ends the chain even if it did not sign itself. */
  partialChain: boolean;
}

const purposes = { server: "1.3.6.1.5.5.7.3.1", client: "1.3.6.1.5.5.7.3.2" } as const;
const anyPurpose = "2.5.29.37.0";
const mostCertificates = 100;

export interface VerifiedChain {
  /** The leaf first, as far as issuers were found. */
  chain: Certificate[];
  error: ChainError | null;
}

/** `peer`: certificates that came, the leaf first; `role`: what the leaf is used for. */
export function verifyChain(
  peer: Certificate[],
  store: TrustStore,
  role: keyof typeof purposes,
  nowMs: number,
): VerifiedChain {
  const [leaf, ...others] = peer;
  if (!leaf) return { chain: [], error: "UNSPECIFIED" };
  const { chain, trusted } = buildChain(leaf, others, store);
  const findings: ChainError[] = [];
  const last = chain.at(-1) ?? leaf;
  if (!trusted) {
    const isLoop = isSelfIssued(last);
    if (isLoop) findings.push(chain.length === 1 ? "DEPTH_ZERO_SELF_SIGNED_CERT" : "SELF_SIGNED_CERT_IN_CHAIN");
    else {
      const known = store.authorities.some((one) => sameBytes(one.der, last.der));
      findings.push(known ? "UNABLE_TO_GET_ISSUER_CERT" : "UNABLE_TO_GET_ISSUER_CERT_LOCALLY");
    }
  }
  findings.push(...checkExtensions(chain, role));
  findings.push(...checkRevocation(chain, store, nowMs));
  findings.push(...checkSignatures(chain, trusted, nowMs));
  return { chain, error: findings.at(-1) ?? null };
}

function buildChain(
  leaf: Certificate,
  others: Certificate[],
  store: TrustStore,
): { chain: Certificate[]; trusted: boolean } {
  const chain = [leaf];
  const isTrusted = (one: Certificate) => store.authorities.some((known) => sameBytes(known.der, one.der));
  for (let current = leaf; chain.length < mostCertificates; ) {
    if (isTrusted(current) && (store.partialChain || isSelfIssued(current))) return { chain, trusted: true };
    if (isSelfIssued(current)) return { chain, trusted: false };
    const fits = (issuer: Certificate) => isIssuedBy(current, issuer) && !chain.includes(issuer);
    const issuer = best(store.authorities.filter(fits), current) ?? best(others.filter(fits), current);
    if (!issuer) return { chain, trusted: false };
    chain.push(issuer);
    current = issuer;
  }
  return { chain, trusted: false };
}

/** Among several of one name the one that signed. */
function best(candidates: Certificate[], certificate: Certificate): Certificate | undefined {
  return candidates.find(({ key }) => verifySigned(key, certificate)) ?? candidates[0];
}

function checkExtensions(chain: Certificate[], role: keyof typeof purposes): ChainError[] {
  const findings: ChainError[] = [];
  for (const [depth, certificate] of chain.entries()) {
    // A root of version 1 has no extensions and may sign all the same.
    const isOldRoot = certificate.extensions.size === 0 && isSelfIssued(certificate);
    if (depth > 0 && !isAuthority(certificate) && !isOldRoot) findings.push("INVALID_CA");
    const usage = extendedKeyUsage(certificate);
    if (usage && !usage.includes(purposes[role]) && !usage.includes(anyPurpose)) findings.push("INVALID_PURPOSE");
  }
  return findings;
}

function checkRevocation(chain: Certificate[], store: TrustStore, nowMs: number): ChainError[] {
  if (store.crls.length === 0) return [];
  return chain.flatMap((certificate, depth): ChainError[] => {
    const issuer = chain[depth + 1] ?? certificate;
    const crl = store.crls.find(({ issuerDer }) => sameBytes(issuerDer, certificate.issuerDer));
    if (!crl || !verifySigned(issuer.key, crl)) return ["UNABLE_TO_GET_CRL"];
    const findings: ChainError[] = [];
    if (crl.nextUpdate && crl.nextUpdate.getTime() < nowMs) findings.push("CRL_HAS_EXPIRED");
    if (isRevoked(crl, certificate.serial)) findings.push("CERT_REVOKED");
    return findings;
  });
}

/** From the root to the leaf: signature, then dates. */
function checkSignatures(chain: Certificate[], trusted: boolean, nowMs: number): ChainError[] {
  const findings: ChainError[] = [];
  for (let depth = chain.length - 1; depth >= 0; depth--) {
    const certificate = chain[depth];
    if (!certificate) continue;
    const issuer = chain[depth + 1];
    if (issuer && !verifySigned(issuer.key, certificate)) findings.push("CERT_SIGNATURE_FAILURE");
    if (!issuer && chain.length === 1 && !trusted && !isSelfIssued(certificate)) {
      findings.push("UNABLE_TO_VERIFY_LEAF_SIGNATURE");
    }
    if (certificate.from.getTime() > nowMs) findings.push("CERT_NOT_YET_VALID");
    if (certificate.until.getTime() < nowMs) findings.push("CERT_HAS_EXPIRED");
  }
  return findings;
}
